using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Demo.Cloud;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.FunctionalTests.Cloud;

/// <summary>The application in the cloud: keeps every record that the broker hands it, byte for byte.</summary>
internal sealed class CloudArchive : IAsyncDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(50);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<long, ArchivedRecord>> _streams = [];
    private readonly List<string> _statuses = [];
    private readonly DeliveryLedger _ledger = new();
    private TaskCompletionSource _flushed = new();

    private CloudArchive() => _client.ApplicationMessageReceivedAsync += Take;

    /// <summary>Messages that hold no record as the contract has it.</summary>
    public int Unreadable { get; private set; }

    /// <summary>One of them, and why, for a message.</summary>
    public string? LastUnreadable { get; private set; }

    /// <summary>Records that came again with the same id and other content.</summary>
    public int Altered { get; private set; }

    /// <summary>One of them, for a message.</summary>
    public string? LastAltered { get; private set; }

    /// <summary>Of the appliance, oldest first: its retained status and its last will.</summary>
    public IReadOnlyList<string> Statuses
    {
        get { lock (_lock) return [.. _statuses]; }
    }

    public static async Task<CloudArchive> Connect(int port)
    {
        var archive = new CloudArchive();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("cloud-archive").WithNoKeepAlive()
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V311).Build();
        // With MQTTnet's own 8 KiB the loopback's window closes now and then, and opens again only after 200 ms.
        ((MqttClientTcpOptions)options.ChannelOptions).BufferSize = 1 << 20;
        await Eventually.Becomes("the broker in the cloud answers", () => archive.TryConnect(options));
        await archive._client.SubscribeAsync("edge/#", MqttQualityOfServiceLevel.AtLeastOnce);
        return archive;
    }

    /// <summary>Waits until all that the broker has acknowledged to anyone has come here: it hands on in order.</summary>
    public async Task Flush()
    {
        _flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await _client.PublishAsync(new MqttApplicationMessage { Topic = "edge/flush", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }, patience.Token);
        await _flushed.Task.WaitAsync(patience.Token);
    }

    /// <summary>Reads the account while no record comes in.</summary>
    public T Look<T>(Func<DeliveryLedger, T> look)
    {
        lock (_lock) return look(_ledger);
    }

    /// <summary>A stream's records by sequence, without those that came again.</summary>
    public IReadOnlyList<ArchivedRecord> Stream(string name)
    {
        lock (_lock) return _streams.TryGetValue(name, out var records) ? [.. records.Values] : [];
    }

    public int CountOf(string stream)
    {
        lock (_lock) return _streams.TryGetValue(stream, out var records) ? records.Count : 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync();
        _client.Dispose();
    }

    private async Task<bool> TryConnect(MqttClientOptions options)
    {
        try
        {
            await _client.ConnectAsync(options);
            return true;
        }
        catch (MqttCommunicationException)
        {
            await Task.Delay(s_retry, TimeProvider.System, CancellationToken.None);
            return false;
        }
    }

    private Task Take(MqttApplicationMessageReceivedEventArgs message)
    {
        var arrived = message.ApplicationMessage;
        lock (_lock)
        {
            if (arrived.Topic == "edge/flush") _flushed.TrySetResult();
            else if (arrived.Topic.EndsWith("/status", StringComparison.Ordinal)) _statuses.Add(Encoding.UTF8.GetString(arrived.Payload));
            else TakeRecords_NeedsLock(arrived.Payload);
        }
        return Task.CompletedTask;
    }

    private void TakeRecords_NeedsLock(ReadOnlySequence<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Array) Take_NeedsLock(document.RootElement);
            else foreach (var record in document.RootElement.EnumerateArray()) Take_NeedsLock(record);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            Unreadable++;
            LastUnreadable = $"{e.Message}: {Encoding.UTF8.GetString(payload)}";
        }
    }

    private void Take_NeedsLock(JsonElement json)
    {
        byte[] bytes = JsonMarshal.GetRawUtf8Value(json).ToArray();
        string id = json.GetProperty("id").GetString()!, type = json.GetProperty("type").GetString()!;
        // device/stream/sequence, and a stream's name may hold a slash.
        int first = id.IndexOf('/'), last = id.LastIndexOf('/');
        long sequence = json.GetProperty("sequence").GetInt64();
        if (json.GetProperty("specversion").GetString() != "1.0" || first == last || id[(last + 1)..] != sequence.ToString(CultureInfo.InvariantCulture))
            throw new FormatException($"'{id}' is not the id of a record");
        string stream = id[(first + 1)..last], subject = json.TryGetProperty("subject", out var named) ? named.GetString()! : "";
        _ledger.Add(new CloudRecord(id, stream, sequence, type, json.GetProperty("time").GetDateTimeOffset()));
        if (!_streams.TryGetValue(stream, out var records)) _streams[stream] = records = [];
        if (records.TryAdd(sequence, new ArchivedRecord(sequence, type, subject, bytes))) return;
        if (records[sequence].Json.AsSpan().SequenceEqual(bytes)) return;
        Altered++;
        LastAltered = $"{Encoding.UTF8.GetString(records[sequence].Json)} came again as {Encoding.UTF8.GetString(bytes)}";
    }
}
