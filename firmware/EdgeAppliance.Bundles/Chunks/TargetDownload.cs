using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Fetches a target into a file: 1 what an earlier attempt has left there is checked and kept; 2 chunks that are in seeds are taken
/// from them; 3 runs of others are fetched, each chunk checked as it comes; 4 the whole is checked against the signed metadata. A cut
/// loses no more than the chunk that it fell into.</summary>
public sealed class TargetDownload(ITufSource source, TransferMeter meter)
{
    /// <summary>Of so much at once a request is made at most, so that a cut costs no more than that to ask for again.</summary>
    private const int RunBytesMax = 4 << 20;

    private int _unsynced;

    /// <summary>Bytes that were here already, in this attempt.</summary>
    public long BytesReused { get; private set; }

    /// <param name="index">Null where the target has none: then all of it travels, in order.</param>
    /// <param name="path">Where it is put together; an earlier attempt's file is gone on with.</param>
    /// <exception cref="TufException">It is not the target that is promised; the file is deleted.</exception>
    /// <exception cref="BundleException">What it may fetch is spent; the file is kept.</exception>
    /// <exception cref="IOException">The source or the disk failed; the file is kept.</exception>
    public async Task Fetch(TargetFile target, string sourcePath, ChunkIndex? index, ChunkSeeds seeds, string path, CancellationToken cancel)
    {
        if (index is not null && index.FileBytes != target.Length) throw new TufException(TufFailure.WrongLength, $"The index of '{target.Name}' is of another file.");
        await using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            await FetchInto(file, new TargetPiece(sourcePath, target.Length, 0, target.Length), index ?? ChunkIndex.Even(target.Length), seeds, cancel);
            file.Flush(flushToDisk: true);
            if (Is(target, file)) return; // 4
        }
        File.Delete(path);
        throw new TufException(TufFailure.WrongHash, $"'{target.Name}' is not the file that is promised.");
    }

    /// <summary>True where a file is the target already.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Is(TargetFile target, string path)
    {
        using var file = File.OpenRead(path);
        return Is(target, file);
    }

    /// <summary>True where a stream that can seek holds the target's bytes.</summary>
    public static bool Is(TargetFile target, Stream file)
    {
        if (file.Length != target.Length) return false;
        file.Position = 0;
        var (algorithm, value) = FileHashes.Known(target.Hashes)!.Value;
        byte[] hash = algorithm == HashAlgorithmName.SHA512 ? SHA512.HashData(file) : SHA256.HashData(file);
        return hash.AsSpan().SequenceEqual(value);
    }

    private async Task FetchInto(FileStream file, TargetPiece whole, ChunkIndex index, ChunkSeeds seeds, CancellationToken cancel)
    {
        byte[] buffer = new byte[index.Sizes.Max];
        int at = KeepWhole(file, index, buffer); // 1
        while (at < index.Chunks.Count)
        {
            var chunk = index.Chunks[at];
            if (seeds.TryRead(chunk, buffer.AsSpan(0, chunk.Length))) // 2
            {
                Write(file, buffer.AsSpan(0, chunk.Length));
                BytesReused += chunk.Length;
                at++;
            }
            else at = await FetchRun(file, whole, index, at, seeds, buffer, cancel); // 3
        }
    }

    /// <returns>The first chunk that is not there, which the file ends before.</returns>
    private int KeepWhole(FileStream file, ChunkIndex index, byte[] buffer)
    {
        int at = 0;
        long kept = 0;
        file.Position = 0;
        for (; at < index.Chunks.Count && index.Chunks[at] is var chunk && kept + chunk.Length <= file.Length; at++)
        {
            var bytes = buffer.AsSpan(0, chunk.Length);
            file.ReadExactly(bytes);
            if (chunk.Id != default && ChunkId.Of(bytes) != chunk.Id) break;
            kept += chunk.Length;
        }
        file.SetLength(kept);
        file.Position = kept;
        BytesReused += kept;
        return at;
    }

    private async Task<int> FetchRun(FileStream file, TargetPiece whole, ChunkIndex index, int from, ChunkSeeds seeds, byte[] buffer, CancellationToken cancel)
    {
        int to = from;
        long bytes = 0;
        while (to < index.Chunks.Count && (to == from || !seeds.Has(index.Chunks[to].Id)) && bytes < RunBytesMax) bytes += index.Chunks[to++].Length;
        await using var stream = await source.OpenTarget(whole with { Offset = index.Chunks[from].Offset, Length = bytes }, cancel)
            ?? throw new TufException(TufFailure.NotFound, $"The repository has no '{whole.Path}'.");
        await PassOver(stream, buffer, cancel);
        for (int at = from; at < to; at++)
        {
            var chunk = index.Chunks[at];
            await meter.ReadExactly(stream, buffer.AsMemory(0, chunk.Length), cancel);
            if (chunk.Id != default && ChunkId.Of(buffer.AsSpan(0, chunk.Length)) != chunk.Id)
                throw new TufException(TufFailure.WrongHash, $"What came for '{whole.Path}' from byte {chunk.Offset} on is not what its index promises.");
            Write(file, buffer.AsSpan(0, chunk.Length));
        }
        file.Flush();
        return to;
    }

    private void Write(FileStream file, ReadOnlySpan<byte> chunk)
    {
        file.Write(chunk);
        _unsynced += chunk.Length;
        if (_unsynced < LongFile.PieceBytes) return;
        // Readings are synced meanwhile.
        file.Flush(flushToDisk: true);
        _unsynced = 0;
    }

    private async Task PassOver(Stream stream, byte[] buffer, CancellationToken cancel)
    {
        long left = stream is LateStream late ? late.BytesAhead : 0;
        for (int next; left > 0; left -= next)
        {
            next = (int)Math.Min(left, buffer.Length);
            await meter.ReadExactly(stream, buffer.AsMemory(0, next), cancel);
        }
    }
}
