using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>A metric that a birth announces, with its value as it is now.</summary>
internal sealed class UplinkMetric(byte[] name, ulong alias)
{
    private SparkplugValueKind _kind;
    private ulong _bits;
    private byte[] _text = [];
    private ulong _timeMs;

    public byte[] Name => name;

    public SparkplugDataType Type { get; private set; }

    /// <summary>What it takes in a birth, at most.</summary>
    public int BirthBytes => name.Length + _text.Length + 48;

    /// <returns>False where it was of another type, or none: a birth has to say so.</returns>
    public bool TryType(SparkplugDataType type)
    {
        if (Type == type) return true;
        Type = type;
        _kind = SparkplugValueKind.None;
        _text = [];
        return false;
    }

    /// <summary>Keeps a value that is of now.</summary>
    public void Keep(in SparkplugMetric value, ulong timeMs)
    {
        _kind = value.IsNull ? SparkplugValueKind.None : value.Kind;
        _bits = value.Bits;
        _timeMs = timeMs;
        if (!value.Bytes.SequenceEqual(_text)) _text = value.Bytes.ToArray();
    }

    /// <summary>As data have it: the alias stands for the name, and the type stands there for hosts that do not look it up.</summary>
    public SparkplugMetric Data(scoped in SparkplugMetric value, ulong timeMs, bool isHistorical) => new()
    {
        Alias = alias, Type = Type, Kind = value.Kind, Bits = value.Bits, IsNull = value.IsNull, TimestampMs = timeMs, IsHistorical = isHistorical,
    };

    public SparkplugMetric Birth(ulong nowMs) => new()
    {
        Name = name, Alias = alias, Type = Type, Kind = _kind, Bits = _bits, Bytes = _text, IsNull = _kind == SparkplugValueKind.None,
        TimestampMs = _kind == SparkplugValueKind.None ? nowMs : _timeMs,
    };
}
