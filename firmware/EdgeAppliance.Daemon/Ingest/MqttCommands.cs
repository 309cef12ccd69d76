using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using EdgeAppliance.Daemon.Twins;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Commands to devices over the embedded broker, with MQTT 5's response topic and correlation data (sections 3.3.2.3.5 and 3.3.2.3.6).
/// What a device publishes to the response topic with the correlation data of a command is its answer.</summary>
internal sealed class MqttCommands
{
    private const int WaitingMax = 256;
    private const int CorrelationBytes = 16;

    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<UInt128, TaskCompletionSource<byte[]>> _waiting = new();

    public MqttCommands(MqttBroker broker, TimeProvider time)
    {
        _broker = broker;
        _time = time;
        broker.OnOther = TryAnswer;
    }

    public async Task<DeviceAnswer> Send(string device, string name, byte[] payload, TimeSpan wait, CancellationToken stop)
    {
        if (!IsLevel(device) || !IsLevel(name)) return new DeviceAnswer(DeviceAnswerKind.NoSuchDevice, $"'{device}' or '{name}' cannot stand in a topic of MQTT.");
        string topic = $"edge/{device}/commands/{name}";
        if (!_broker.IsListenedTo(topic)) return new DeviceAnswer(DeviceAnswerKind.NoSuchDevice, $"No device listens: no source of this name takes commands, and no MQTT client has subscribed to '{topic}'.");
        if (_waiting.Count >= WaitingMax) return new DeviceAnswer(DeviceAnswerKind.Failed, $"{WaitingMax} commands wait for their answers already.");
        byte[] correlation = RandomNumberGenerator.GetBytes(CorrelationBytes);
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (wait > TimeSpan.Zero) _waiting[KeyOf(correlation)] = answer;
        try
        {
            var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithContentType("application/json").WithResponseTopic(ResponseTopic(device)).WithCorrelationData(correlation).Build();
            await _broker.Publish(message, stop);
            if (wait <= TimeSpan.Zero) return new DeviceAnswer(DeviceAnswerKind.Sent);
            return new DeviceAnswer(DeviceAnswerKind.Done) { Payload = await answer.Task.WaitAsync(wait, _time, stop) };
        }
        catch (TimeoutException)
        {
            return new DeviceAnswer(DeviceAnswerKind.NoAnswer, $"The command went out, and no answer came on '{ResponseTopic(device)}'.");
        }
        finally
        {
            _waiting.TryRemove(KeyOf(correlation), out _);
        }
    }

    /// <summary>Leaves a device's desired state where it finds it when it subscribes.</summary>
    public Task Retain(string device, DesiredState desired, CancellationToken stop)
    {
        if (!IsLevel(device)) return Task.CompletedTask;
        byte[] payload = [.. Encoding.UTF8.GetBytes($"{{\"version\":{desired.Version},\"desired\":"), .. desired.Json, (byte)'}'];
        return _broker.Publish(
            new MqttApplicationMessageBuilder().WithTopic($"edge/{device}/twin/desired").WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithContentType("application/json").WithRetainFlag().Build(),
            stop);
    }

    /// <returns>Whether it was an answer that someone waits for.</returns>
    private bool TryAnswer(MqttApplicationMessage message) =>
        message.CorrelationData is { Length: CorrelationBytes } correlation && message.Topic.EndsWith("/responses", StringComparison.Ordinal)
        && _waiting.TryRemove(KeyOf(correlation), out var waiting) && waiting.TrySetResult(message.Payload.ToArray());

    private static string ResponseTopic(string device) => $"edge/{device}/responses";

    private static UInt128 KeyOf(ReadOnlySpan<byte> correlation) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(correlation);

    private static bool IsLevel(string text) => text.Length is > 0 and <= 128 && !text.AsSpan().ContainsAny("/+#\0");
}
