using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Unicode;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Finds the source and device of a topic or path; one seen before costs one look-up. Any thread asks.</summary>
internal sealed class IngestRoutes<TSource>(IReadOnlyList<TSource> sources)
    where TSource : INamedSource
{
    private const int BytesMax = 256;

    // Many topics may lead to one device (…/+/#), so their number has a limit of its own; beyond it they are resolved each time.
    private const int KnownMax = 16384;

    private readonly ConcurrentDictionary<string, IngestRoute<TSource>> _known = new(StringComparer.Ordinal);
    private int _count;

    public IReadOnlyList<TSource> Sources => sources;

    /// <param name="topic">UTF-8.</param>
    /// <returns>False where no source takes it, or it is unusually long.</returns>
    public bool TryFind(ReadOnlySpan<byte> topic, out IngestRoute<TSource> route)
    {
        route = null!;
        if (topic.Length > BytesMax) return false;
        Span<char> text = stackalloc char[BytesMax];
        if (Utf8.ToUtf16(topic, text, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done) return false;
        return _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out route!) || TryFind(text[..length].ToString(), out route);
    }

    public bool TryFind(string? topic, out IngestRoute<TSource> route)
    {
        route = null!;
        if (string.IsNullOrEmpty(topic)) return false;
        return _known.TryGetValue(topic, out route!) || TryResolve(topic, out route);
    }

    private bool TryResolve(string topic, out IngestRoute<TSource> route)
    {
        foreach (var source in sources)
        {
            if (!source.TryResolve(topic, out var device)) continue;
            route = new IngestRoute<TSource>(source, device);
            if (device is not null && Volatile.Read(ref _count) < KnownMax && _known.TryAdd(topic, route)) Interlocked.Increment(ref _count);
            return true;
        }
        route = null!;
        return false;
    }
}
