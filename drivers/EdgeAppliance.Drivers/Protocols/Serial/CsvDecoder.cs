using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Fields by their place. An empty one is missing.</summary>
/// <param name="only">What the first field must be, as in <c>$GPGGA</c>; empty where any will do.</param>
internal sealed class CsvDecoder(IReadOnlyList<SerialChannel> channels, byte separator, byte[] only) : FrameDecoder(channels)
{
    public const int FieldsMax = 256;

    private readonly Range[] _fields = new Range[FieldsMax];

    public override FrameResult Decode(ReadOnlySpan<byte> frame, Span<double> row)
    {
        int count = CsvFields.Split(frame, separator, _fields);
        if (count < 0) return FrameResult.Unreadable;
        if (only.Length > 0 && !frame[_fields[0]].SequenceEqual(only)) return FrameResult.NotMeant;
        bool any = false;
        for (int i = 0; i < Channels.Length; i++)
        {
            var channel = Channels[i];
            row[i] = double.NaN;
            if (channel.Field >= count) return FrameResult.Unreadable;
            var text = frame[_fields[channel.Field]];
            if (text.IsEmpty) continue;
            if (!NumberText.TryRead(text, out double value)) return FrameResult.Unreadable;
            row[i] = channel.Of(value);
            any = true;
        }
        return any ? FrameResult.Taken : FrameResult.Unreadable;
    }
}
