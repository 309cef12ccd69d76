using System.Collections.Concurrent;
using System.Text.Unicode;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>Finds the source and device of a path; a path seen before costs one look-up.</summary>
internal sealed class CoapRoutes(IReadOnlyList<CoapSource> sources)
{
    private const int PathBytesMax = 256;

    // As many as a source has devices: beyond, they are resolved each time.
    private const int PathsMax = 16_384;

    private readonly ConcurrentDictionary<string, CoapRoute> _known = new(StringComparer.Ordinal);

    public IReadOnlyList<CoapSource> Sources => sources;

    /// <param name="path">UTF-8.</param>
    public bool TryFind(ReadOnlySpan<byte> path, out CoapRoute route)
    {
        route = null!;
        Span<char> text = stackalloc char[PathBytesMax];
        if (path.Length > PathBytesMax || Utf8.ToUtf16(path, text, out _, out int length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done) return false;
        return _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out route!) || TryResolve(text[..length].ToString(), out route);
    }

    private bool TryResolve(string path, out CoapRoute route)
    {
        foreach (var source in sources)
        {
            if (!source.TryResolve(path, out var device)) continue;
            route = new CoapRoute(source, device);
            if (device is not null && _known.Count < PathsMax) _known.TryAdd(path, route);
            return true;
        }
        route = null!;
        return false;
    }
}
