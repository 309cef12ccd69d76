using System.Buffers;
using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>Makes an edge node's messages of records: 1 the node's birth, first on each connection and where a host asks for it, 2 the births
/// of its devices, one a stream, 3 data. A record from before the connection is historical. Births cover no record.</summary>
internal sealed class SparkplugMessages(SparkplugSession session, UplinkContext context, int batch) : IMessageWriter
{
    /// <summary>Room for the topic, the packet's header, time and number.</summary>
    private const int EnvelopeBytes = 1024;
    private const int BatchBytesMax = 256 << 10;

    private readonly List<UplinkDevice> _devices = [];
    private readonly UplinkRecordWriter _records = new();
    private readonly ArrayBufferWriter<byte> _record = new(4096);
    private readonly GapWriter _gaps = new();

    // Places of the two lanes behind the last record that was there when the connection began.
    private readonly long[] _historyEnds = new long[2];
    private bool _isNodeBirthDue = true;
    private byte _sequence;
    private ulong _aliases;

    public string Topic { get; private set; } = "";

    private ulong NowMs => (ulong)Math.Max(0, context.Time.GetUtcNow().ToUnixTimeMilliseconds());

    public void Begin()
    {
        session.TakeBirthAsked();
        BearAll();
        foreach (var priority in new[] { RecordPriority.Alarm, RecordPriority.Normal })
            _historyEnds[(int)priority] = context.Outbox.Range(new Lane(context.State.Name, priority)).Last;
    }

    public int Fill(LaneCursor cursor, long messageBytesMax, ArrayBufferWriter<byte> message)
    {
        if (session.TakeBirthAsked()) BearAll();
        if (_isNodeBirthDue) return NodeBirth(message); // 1
        foreach (var device in _devices)
            if (device.IsBirthDue) return DeviceBirth(device, message); // 2
        return Data(cursor, messageBytesMax - EnvelopeBytes, message); // 3
    }

    private void BearAll()
    {
        _isNodeBirthDue = true;
        foreach (var device in _devices) device.IsBirthDue = true;
    }

    private int Data(LaneCursor cursor, long bytesMax, ArrayBufferWriter<byte> message)
    {
        int count = 0;
        UplinkDevice? device = null;
        while (count < batch && cursor.TryPeek(out var record))
        {
            if (count > 0 && !device!.IsOf(record.Stream)) break;
            device = DeviceOf(record.Stream);
            Write(record, device, cursor.Covered < _historyEnds[(int)cursor.Lane.Priority], bytesMax);
            // The next message bears it; this record comes behind.
            if (device.IsBirthDue) return count > 0 ? count : DeviceBirth(device, message);
            if (count > 0 && message.WrittenCount + _record.WrittenCount > Math.Min(bytesMax, BatchBytesMax)) break;
            if (count == 0) Begin(device.DataTopic, message);
            message.Write(_record.WrittenSpan);
            cursor.Advance();
            count++;
        }
        return count;
    }

    private void Write(in PackedRecord record, UplinkDevice device, bool isHistorical, long bytesMax)
    {
        bool isOversize = device.Oversize == record.Header.Sequence;
        if (!isOversize && (!TryWrite(record, device, isHistorical, bytesMax) || (device.IsBirthDue && device.IsFull)))
        {
            // Alone it may still fit.
            device.Forget();
            if (TryWrite(record, device, isHistorical, bytesMax)) return;
            device.Forget();
            device.Oversize = record.Header.Sequence;
            isOversize = true;
        }
        if (!isOversize) return;
        TryWrite(_gaps.For(record, "larger than the broker takes"), device, isHistorical, bytesMax);
        if (!device.IsBirthDue) context.State.OnRefused();
    }

    private bool TryWrite(in PackedRecord record, UplinkDevice device, bool isHistorical, long bytesMax)
    {
        _record.ResetWrittenCount();
        _records.Write(record, device, RealMs(record.Header.TimeUs), isHistorical, _record);
        return _record.WrittenCount <= bytesMax && (!device.IsBirthDue || device.BirthBytes <= bytesMax);
    }

    private ulong RealMs(long timeUs) => (ulong)Math.Max(0, (context.Eras?.RealUs(timeUs, out _, out _) ?? timeUs) / 1000);

    private int NodeBirth(ArrayBufferWriter<byte> message)
    {
        ulong now = NowMs;
        _sequence = 0;
        var writer = Begin(session.Topic(SparkplugMessageType.NodeBirth), message);
        writer.Metric(session.BirthMetric(now));
        var rebirth = SparkplugMetric.Flag(false);
        rebirth.Name = "Node Control/Rebirth"u8;
        rebirth.TimestampMs = now;
        writer.Metric(rebirth);
        foreach (var (source, command) in context.Commands.Known)
        {
            byte[] name = Encoding.UTF8.GetBytes($"{SparkplugCommands.Folder}{source}/{command}");
            writer.Metric(new SparkplugMetric { Name = name, Type = SparkplugDataType.String, IsNull = true, TimestampMs = now });
        }
        _isNodeBirthDue = false;
        return 0;
    }

    private int DeviceBirth(UplinkDevice device, ArrayBufferWriter<byte> message)
    {
        ulong now = NowMs;
        var writer = Begin(device.BirthTopic, message);
        writer.Metric(device.Sequence.Birth(now));
        foreach (var metric in device.Metrics) writer.Metric(metric.Birth(now));
        device.IsBirthDue = false;
        return 0;
    }

    private SparkplugPayloadWriter Begin(string topic, ArrayBufferWriter<byte> message)
    {
        Topic = topic;
        var writer = new SparkplugPayloadWriter(message);
        writer.Begin(NowMs, _sequence++);
        return writer;
    }

    private UplinkDevice DeviceOf(ReadOnlySpan<byte> stream)
    {
        foreach (var device in _devices)
            if (device.IsOf(stream)) return device;
        var made = new UplinkDevice(stream, session, () => ++_aliases);
        _devices.Add(made);
        return made;
    }
}
