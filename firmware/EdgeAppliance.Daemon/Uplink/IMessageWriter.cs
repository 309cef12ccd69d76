using System.Buffers;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Makes a link's messages of an uplink's records: CloudEvents, or Sparkplug B. Used by one thread at a time.</summary>
internal interface IMessageWriter
{
    /// <summary>The message's topic; valid after <see cref="Fill"/>.</summary>
    string Topic { get; }

    /// <summary>A new connection is there; what was said over the one before is said anew where it has to be.</summary>
    void Begin();

    /// <summary>Fills one message with a cursor's next records.</summary>
    /// <returns>How many records are in it. 0 where the cursor has none, or where the message is not empty: then it has to be sent before any
    /// record, and its acknowledgement is none of a record.</returns>
    int Fill(LaneCursor cursor, long messageBytesMax, ArrayBufferWriter<byte> message);
}
