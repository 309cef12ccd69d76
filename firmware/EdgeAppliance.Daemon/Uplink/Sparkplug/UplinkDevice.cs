using System.Text;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>A stream as a Sparkplug device: its metrics are <c>{subject}/{channel}</c>, and the number of the record as <c>Record/Sequence</c>.</summary>
internal sealed class UplinkDevice
{
    /// <summary>A device of the site chooses its name and channels; beyond so many, those of before are forgotten.</summary>
    private const int MetricsMax = 2048;

    private static readonly byte[] s_sequenceName = "Record/Sequence"u8.ToArray();

    private readonly byte[] _stream;
    private readonly Func<ulong> _nextAlias;
    private readonly Dictionary<string, UplinkMetric> _byName = new(StringComparer.Ordinal);

    /// <param name="nextAlias">Gives aliases, each once in the node (Sparkplug 3.0 section 6.4.9).</param>
    public UplinkDevice(ReadOnlySpan<byte> stream, SparkplugSession session, Func<ulong> nextAlias)
    {
        _stream = stream.ToArray();
        _nextAlias = nextAlias;
        // A stream's name has a slash, an id must not; no pipeline's name has a colon, so that ids stay apart.
        string id = Encoding.UTF8.GetString(stream).Replace('/', ':').Replace('+', ':').Replace('#', ':');
        BirthTopic = session.Topic(SparkplugMessageType.DeviceBirth, id);
        DataTopic = session.Topic(SparkplugMessageType.DeviceData, id);
        Sequence = new UplinkMetric(s_sequenceName, nextAlias());
        Sequence.TryType(SparkplugDataType.UInt64);
    }

    public string BirthTopic { get; }

    public string DataTopic { get; }

    public UplinkMetric Sequence { get; }

    /// <summary>Whether a birth has to come before its next data.</summary>
    public bool IsBirthDue { get; set; } = true;

    /// <summary>The number of the record that is known to be larger than the broker takes; 0 where there is none.</summary>
    public long Oversize { get; set; }

    public IEnumerable<UplinkMetric> Metrics => _byName.Values;

    /// <summary>What its birth takes, at most.</summary>
    public int BirthBytes
    {
        get
        {
            int bytes = Sequence.BirthBytes;
            foreach (var (_, metric) in _byName) bytes += metric.BirthBytes;
            return bytes;
        }
    }

    public bool IsFull => _byName.Count > MetricsMax;

    public bool IsOf(ReadOnlySpan<byte> stream) => stream.SequenceEqual(_stream);

    public UplinkMetric Metric(ReadOnlySpan<char> name)
    {
        if (_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known)) return known;
        string text = name.ToString();
        byte[] shown = Encoding.UTF8.GetBytes(text);
        // A channel that has the name of the record's own number is told apart from it.
        var made = new UplinkMetric(shown.AsSpan().SequenceEqual(s_sequenceName) ? [.. shown, (byte)'_'] : shown, _nextAlias());
        _byName.Add(text, made);
        IsBirthDue = true;
        return made;
    }

    public void Forget()
    {
        _byName.Clear();
        IsBirthDue = true;
    }
}
