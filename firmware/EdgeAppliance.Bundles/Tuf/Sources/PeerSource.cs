using System.Security.Cryptography;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>Targets that another appliance of the site has come from there: 1 each neighbour is asked for the file by its hash; 2 it is fetched whole,
/// no more of it than the signed metadata say, and is held against the hash before anybody reads of it; 3 where no neighbour has it, or one sends something else, the repository is asked.
/// Metadata come from the repository alone.</summary>
/// <param name="http">Its own limit of time must be off.</param>
/// <param name="peers">Each ends with '/'.</param>
/// <param name="scratch">A folder of its own, for the file that is read now.</param>
/// <remarks>One thread at a time.</remarks>
public sealed class PeerSource(ITufSource repository, HttpClient http, IReadOnlyList<Uri> peers, string scratch, TimeProvider time) : ITufSource
{
    /// <summary>Nobody waits longer for a neighbour.</summary>
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(5);

    /// <summary>How long one that is away or lies is let alone, and what nobody has is not asked for again.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> _letAlone = new(StringComparer.Ordinal);
    private bool _isEmptied;

    /// <summary>What must be left free; where less is, the repository is asked, chunk by chunk.</summary>
    public long FreeBytesMin { get; init; } = BundleLimits.Standard.FreeBytesMin;

    /// <summary>From neighbours, since the start.</summary>
    public long BytesFetched { get; private set; }

    /// <summary>Files that were not what they should be, since the start.</summary>
    public int Refused { get; private set; }

    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => repository.FetchMetadata(name, bytesMax, cancel);

    public async Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel)
    {
        if (HashOf(piece.Path) is { } hash && await Has(hash, piece.FileBytes, cancel))
        {
            var file = new FileStream(Path.Combine(scratch, hash), FileMode.Open, FileAccess.Read, FileShare.Read);
            file.Position = piece.Offset;
            return file;
        }
        return await repository.OpenTarget(piece, cancel); // 3
    }

    /// <summary>Deletes the file that was read; to be called when a visit ends.</summary>
    public void Forget()
    {
        if (Directory.Exists(scratch)) Directory.Delete(scratch, recursive: true);
        _isEmptied = true;
    }

    /// <summary>It stands before the name where the repository has consistent snapshots.</summary>
    private static string? HashOf(string path)
    {
        string file = path[(path.LastIndexOf('/') + 1)..];
        int dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot == 2 * SHA256.HashSizeInBytes && !file.AsSpan(0, dot).ContainsAnyExcept("0123456789abcdef") ? file[..dot] : null;
    }

    private async Task<bool> Has(string hash, long bytes, CancellationToken cancel)
    {
        // What is there from before the start may be cut short.
        if (!_isEmptied) Forget();
        if (File.Exists(Path.Combine(scratch, hash))) return true;
        if (IsLetAlone(hash)) return false;
        foreach (var peer in peers) // 1
        {
            if (IsLetAlone(peer.AbsoluteUri)) continue;
            if (await TryFetch(peer, hash, bytes, cancel)) return true;
        }
        LetAlone(hash);
        return false;
    }

    private async Task<bool> TryFetch(Uri peer, string hash, long bytes, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(s_within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var answer = await http.GetAsync(new Uri(peer, $"peer/sha256/{hash}"), HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return false;
            if (answer.IsSuccessStatusCode && await Take(answer, hash, bytes, either.Token)) return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            // Away, or too slow.
        }
        LetAlone(peer.AbsoluteUri);
        return false;
    }

    // 2
    private async Task<bool> Take(HttpResponseMessage answer, string hash, long bytes, CancellationToken cancel)
    {
        Forget();
        Directory.CreateDirectory(scratch);
        var room = new DriveInfo(scratch);
        string unfinished = Path.Combine(scratch, "unfinished");
        long left = bytes;
        await using (var file = File.Create(unfinished))
        {
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            byte[] buffer = new byte[64 << 10];
            while (await body.ReadAsync(buffer, cancel) is var read && read > 0)
            {
                if (read > room.AvailableFreeSpace - FreeBytesMin) throw new IOException("There is no room for a neighbour's file.");
                sum.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                BytesFetched += read;
                if ((left -= read) < 0) break;
            }
            if (left != 0 || Convert.ToHexStringLower(sum.GetHashAndReset()) != hash)
            {
                Refused++;
                return false;
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, Path.Combine(scratch, hash));
        return true;
    }

    private bool IsLetAlone(string what) => _letAlone.TryGetValue(what, out long since) && time.GetElapsedTime(since) < s_pause;

    private void LetAlone(string what)
    {
        foreach (string over in _letAlone.Keys.Where(known => !IsLetAlone(known)).ToArray()) _letAlone.Remove(over);
        _letAlone[what] = time.GetTimestamp();
    }
}
