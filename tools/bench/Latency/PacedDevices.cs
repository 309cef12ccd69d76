using System.Globalization;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Bench.Latency;

/// <summary>Devices that publish in turn at a steady rate at QoS 1, without waiting for one acknowledgement before the next publish. Every
/// fiftieth reading of a device is hot; it and the one behind it raise and clear the alarm.</summary>
internal sealed class PacedDevices : IAsyncDisposable
{
    private const int Devices = 10;
    private const int HotEvery = 50;
    private const int ReadingsMax = 1_000_000;

    private readonly IMqttClient[] _clients = [.. Enumerable.Range(0, Devices).Select(_ => new MqttClientFactory().CreateMqttClient())];
    private readonly long[] _sentAt = new long[ReadingsMax];
    private readonly long[] _acknowledgedAt = new long[ReadingsMax];
    private readonly TimeProvider _time;

    private PacedDevices(TimeProvider time) => _time = time;

    /// <summary>Readings are numbered from 1 to this.</summary>
    public long Published { get; private set; }

    /// <summary>Alarms that they must raise or clear.</summary>
    public long Changes { get; private set; }

    public static async Task<PacedDevices> ConnectAsync(int port, TimeProvider time)
    {
        var devices = new PacedDevices(time);
        for (int i = 0; i < Devices; i++)
            await devices._clients[i].ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId($"device-{i}").Build());
        return devices;
    }

    public long SentAt(long sequence) => _sentAt[sequence];

    /// <summary>How long one reading waited for its acknowledgement.</summary>
    public double WaitedMs(long sequence) => _time.GetElapsedTime(_sentAt[sequence], _acknowledgedAt[sequence]).TotalMilliseconds;

    /// <summary>How long the readings behind a number waited for their acknowledgement, in ascending order.</summary>
    public double[] AcknowledgedMs(long after) =>
        [.. Enumerable.Range((int)after + 1, (int)(Published - after)).Select(i => _time.GetElapsedTime(_sentAt[i], _acknowledgedAt[i]).TotalMilliseconds).Order()];

    /// <summary>Done once all that was published is acknowledged.</summary>
    public async Task Publish(int perSecond, TimeSpan duration)
    {
        long start = _time.GetTimestamp();
        long before = Published;
        var waiting = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), _time);
        while (_time.GetElapsedTime(start) < duration)
        {
            long due = before + (long)(_time.GetElapsedTime(start).TotalSeconds * perSecond);
            while (Published < due) waiting.Add(PublishNext());
            await timer.WaitForNextTickAsync();
        }
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(10), _time);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishNext()
    {
        long sequence = ++Published;
        long ofDevice = (sequence - 1) / Devices;
        bool hot = ofDevice % HotEvery == HotEvery / 2;
        if (hot || ofDevice % HotEvery == HotEvery / 2 + 1) Changes++;
        int device = (int)(sequence % Devices);
        var message = new MqttApplicationMessage
        {
            Topic = $"plant/device-{device}/telemetry",
            PayloadSegment = System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"seq\":{sequence},\"temp\":{(hot ? 150.5 : 20.5)}}}")),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        _sentAt[sequence] = _time.GetTimestamp();
        var answer = await _clients[device].PublishAsync(message);
        _acknowledgedAt[sequence] = _time.GetTimestamp();
        if (!answer.IsSuccess) throw new InvalidOperationException($"The daemon refused reading {sequence}: {answer.ReasonString}");
    }
}
