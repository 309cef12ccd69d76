namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Files that are here already, as older versions, and what of a new file can be taken from them.</summary>
public sealed class ChunkSeeds : IDisposable
{
    private readonly List<FileStream> _files = [];
    private readonly Dictionary<ChunkId, (FileStream File, long Offset, int Length)> _known = [];

    /// <summary>One that cannot be read is passed over: what it would have given travels.</summary>
    public void Add(string path, ChunkSizes sizes)
    {
        FileStream? file = null;
        try
        {
            file = File.OpenRead(path);
            var own = file;
            FileChunks.Read(file, sizes, (chunk, _) => _known.TryAdd(chunk.Id, (own, chunk.Offset, chunk.Length)));
            _files.Add(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
        }
    }

    public bool Has(ChunkId id) => _known.ContainsKey(id);

    /// <returns>False where it is not there, or not any more what it was.</returns>
    public bool TryRead(Chunk chunk, Span<byte> target)
    {
        if (!_known.TryGetValue(chunk.Id, out var place) || place.Length != chunk.Length) return false;
        try
        {
            place.File.Position = place.Offset;
            return place.File.ReadAtLeast(target, chunk.Length, throwOnEndOfStream: false) == chunk.Length && ChunkId.Of(target) == chunk.Id;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }
}
