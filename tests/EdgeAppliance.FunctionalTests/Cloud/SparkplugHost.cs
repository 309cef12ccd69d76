using System.Buffers;
using System.Text;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.FunctionalTests.Cloud;

/// <summary>A Sparkplug host application in the cloud that keeps account of one edge node's births, deaths and data.</summary>
internal sealed class SparkplugHost : IAsyncDisposable
{
    private const string Flushed = "spBv1.0/flushed";

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, string> _names = [];
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SparkplugHost() => _client.ApplicationMessageReceivedAsync += Take;

    /// <summary><c>bdSeq</c> of each birth of the node, in order.</summary>
    public List<byte> Births { get; } = [];

    /// <summary>Of each death.</summary>
    public List<byte> Deaths { get; } = [];

    /// <summary>Values of data messages, by the metric's name.</summary>
    public Dictionary<string, HashSet<double>> Values { get; } = [];

    /// <summary>Values that are marked as history, and as of now.</summary>
    public (long Historical, long Live) Marks { get; private set; }

    /// <summary>Messages that are none, or whose metrics no birth names.</summary>
    public int Unreadable { get; private set; }

    public static async Task<SparkplugHost> Connect(int port)
    {
        var host = new SparkplugHost();
        await host._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("sparkplug-host").WithNoKeepAlive()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311).Build());
        await host._client.SubscribeAsync("spBv1.0/#", MqttQualityOfServiceLevel.AtLeastOnce);
        return host;
    }

    /// <summary>Waits until all that the broker has acknowledged has come here: it hands on in order.</summary>
    public async Task Flush()
    {
        await _client.PublishAsync(new MqttApplicationMessage { Topic = Flushed, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce });
        await _flushed.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync();
        _client.Dispose();
    }

    private Task Take(MqttApplicationMessageReceivedEventArgs message)
    {
        var arrived = message.ApplicationMessage;
        lock (_lock)
        {
            if (arrived.Topic == Flushed) _flushed.TrySetResult();
            else if (!SparkplugTopic.TryParse(arrived.Topic, out var topic) || SparkplugPayload.Read(arrived.Payload.ToArray(), SparkplugLimits.Default, out var payload) != SparkplugError.None) Unreadable++;
            else Take_NeedsLock(topic.Type, payload);
        }
        return Task.CompletedTask;
    }

    private void Take_NeedsLock(SparkplugMessageType type, in SparkplugPayload payload)
    {
        foreach (var metric in payload)
        {
            string name = Encoding.UTF8.GetString(metric.Name);
            if (name == "bdSeq" && type == SparkplugMessageType.NodeBirth) Births.Add((byte)metric.Bits);
            if (name == "bdSeq" && type == SparkplugMessageType.NodeDeath) Deaths.Add((byte)metric.Bits);
            if (type is SparkplugMessageType.NodeBirth or SparkplugMessageType.DeviceBirth && metric.Alias is { } alias) _names[alias] = name;
            if (type == SparkplugMessageType.DeviceData) Keep_NeedsLock(metric);
        }
    }

    private void Keep_NeedsLock(in SparkplugMetric metric)
    {
        if (metric.Alias is not { } alias || !_names.TryGetValue(alias, out string? name) || !metric.TryGetNumber(metric.Type == SparkplugDataType.Unknown ? SparkplugDataType.Double : metric.Type, out double value))
        {
            Unreadable++;
            return;
        }
        if (!Values.TryGetValue(name, out var values)) Values[name] = values = [];
        values.Add(value);
        Marks = metric.IsHistorical ? Marks with { Historical = Marks.Historical + 1 } : Marks with { Live = Marks.Live + 1 };
    }
}
