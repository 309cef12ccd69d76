using System.Buffers;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Fills one message with a cursor's next records: one event, or where <paramref name="batch"/> is more than 1 an array
/// of neighbours with the same topic.</summary>
internal sealed class MessageWriter(CloudEventWriter events, TopicTemplate topics, int batch, UplinkState state) : IMessageWriter
{
    /// <summary>Room for the topic, the packet's header and the brackets.</summary>
    public const int EnvelopeBytes = 2048;

    private readonly ArrayBufferWriter<byte> _event = new(4096);
    private readonly GapWriter _gaps = new();

    /// <summary>Of a message with several records.</summary>
    public int BatchBytesMax { get; init; } = 256 << 10;

    /// <inheritdoc/>
    public string Topic { get; private set; } = "";

    /// <summary>An event stands for itself.</summary>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public int Fill(LaneCursor cursor, long messageBytesMax, ArrayBufferWriter<byte> message)
    {
        long bytesMax = messageBytesMax - EnvelopeBytes;
        int count = 0;
        while (count < batch && cursor.TryPeek(out var record))
        {
            string topic = topics.TopicOf(record);
            if (count > 0 && topic != Topic) break;
            WriteEvent(record, bytesMax);
            if (count > 0 && message.WrittenCount + _event.WrittenCount > Math.Min(bytesMax, BatchBytesMax)) break;
            Topic = topic;
            if (batch > 1) message.Write(count == 0 ? "["u8 : ","u8);
            message.Write(_event.WrittenSpan);
            cursor.Advance();
            count++;
        }
        if (batch > 1 && count > 0) message.Write("]"u8);
        return count;
    }

    private void WriteEvent(in PackedRecord record, long bytesMax)
    {
        _event.ResetWrittenCount();
        events.Write(record, _event);
        if (_event.WrittenCount <= bytesMax) return;
        // The broker would cut the link on a message this large, for ever: a gap record takes its place.
        state.OnRefused();
        _event.ResetWrittenCount();
        events.Write(_gaps.For(record, "larger than the broker takes"), _event);
    }
}
