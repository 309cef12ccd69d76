using System.Buffers;

namespace EdgeAppliance.Daemon.Uplink.Data;

/// <summary>Holds messages back until they are worth a bundle: so many records, or the first has waited for so long.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class HeldMessages(IMessageWriter inner, int records, TimeSpan every, TimeProvider time) : IMessageWriter
{
    // By lane, since when records wait.
    private readonly Dictionary<LaneCursor, long> _since = [];

    public string Topic => inner.Topic;

    public void Begin()
    {
        _since.Clear();
        inner.Begin();
    }

    public int Fill(LaneCursor cursor, long messageBytesMax, ArrayBufferWriter<byte> message)
    {
        if (!cursor.TryPeek(out _)) return 0;
        if (!_since.TryGetValue(cursor, out long since)) _since[cursor] = since = time.GetTimestamp();
        if (cursor.Waiting < records && time.GetElapsedTime(since) < every) return 0;
        int filled = inner.Fill(cursor, messageBytesMax, message);
        // What is left of the same moment goes at once; what comes behind it waits anew.
        if (cursor.Waiting == 0) _since.Remove(cursor);
        return filled;
    }
}
