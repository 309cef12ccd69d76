namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>What was found so far.</summary>
internal ref struct CborWalk(ReadOnlySpan<byte> payload, Span<Range> names, Span<double> values)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private readonly Span<Range> _names = names;
    private readonly Span<double> _values = values;

    /// <summary>Channels found.</summary>
    public int Count { get; private set; }

    public long? TimeUs { get; set; }

    public PayloadError Add(Range name, double value)
    {
        if (Count == _names.Length) return PayloadError.TooManyChannels;
        if (_payload[name].IsEmpty) return PayloadError.NameInvalid;
        if (!double.IsFinite(value)) return PayloadError.NumberOutOfRange;
        _names[Count] = name;
        _values[Count++] = value;
        return PayloadError.None;
    }

    public PayloadError Set(int channel, double value)
    {
        if (!double.IsFinite(value)) return PayloadError.NumberOutOfRange;
        _values[channel] = value;
        Count++;
        return PayloadError.None;
    }
}
