using System.Buffers;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>What the link and the messages of one edge node have in common: its names, which connection it is, and whether it has to be born anew.</summary>
internal sealed class SparkplugSession(string group, string node, BirthNumbers numbers)
{
    private int _isBirthAsked;
    private bool _isUnused;

    public string Group => group;

    public string Node => node;

    /// <summary>The <c>bdSeq</c> of this connection, 0 to 255, which its birth and its will share (Sparkplug 3.0 section 6.4.7).</summary>
    public byte BirthNumber { get; private set; }

    /// <summary>For the next connection. One that never came about has used no number up: a broker that is away for weeks costs no writes.</summary>
    public void Advance()
    {
        if (_isUnused) return;
        BirthNumber = numbers.Next();
        _isUnused = true;
    }

    /// <summary>The connection has come about, and its will with it.</summary>
    public void Use() => _isUnused = false;

    /// <summary>A host wants to be told everything anew. Any thread asks.</summary>
    public void AskForBirth() => Volatile.Write(ref _isBirthAsked, 1);

    public bool TakeBirthAsked() => Interlocked.Exchange(ref _isBirthAsked, 0) == 1;

    public string Topic(SparkplugMessageType type, string? device = null) => SparkplugTopic.Of(group, type, node, device);

    public byte[] Death(ulong nowMs)
    {
        var payload = new ArrayBufferWriter<byte>(64);
        var writer = new SparkplugPayloadWriter(payload);
        writer.Begin(nowMs, null);
        writer.Metric(BirthMetric(nowMs));
        return payload.WrittenSpan.ToArray();
    }

    public SparkplugMetric BirthMetric(ulong nowMs) => new()
    {
        Name = "bdSeq"u8, Type = SparkplugDataType.Int64, Kind = SparkplugValueKind.Long, Bits = BirthNumber, TimestampMs = nowMs,
    };
}
