using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Commands to devices over the embedded broker, with MQTT 5's response topic and correlation data (sections 3.3.2.3.5 and 3.3.2.3.6).
/// What a device publishes to the response topic with the correlation data of a command is its answer.</summary>
internal sealed class MqttCommands
{
    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;
    private readonly CommandAnswers _answers = new();

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
        if (_answers.IsFull) return new DeviceAnswer(DeviceAnswerKind.Failed, $"{CommandAnswers.WaitingMax} commands wait for their answers already.");
        byte[] correlation = CommandAnswers.NewCorrelation();
        var answer = wait > TimeSpan.Zero ? _answers.Expect(correlation) : null;
        try
        {
            await _broker.Publish(MqttMessage.Json(topic, payload, 1, ResponseTopic(device), correlation)).WaitAsync(stop);
            if (answer is null) return new DeviceAnswer(DeviceAnswerKind.Sent);
            return new DeviceAnswer(DeviceAnswerKind.Done) { Payload = await answer.WaitAsync(wait, _time, stop) };
        }
        catch (TimeoutException)
        {
            return new DeviceAnswer(DeviceAnswerKind.NoAnswer, $"The command went out, and no answer came on '{ResponseTopic(device)}'.");
        }
        finally
        {
            _answers.Forget(correlation);
        }
    }

    /// <summary>Leaves a device's desired state where it finds it when it subscribes.</summary>
    public Task Retain(string device, DesiredState desired, CancellationToken stop)
    {
        if (!IsLevel(device)) return Task.CompletedTask;
        return _broker.Publish(MqttMessage.Json($"edge/{device}/twin/desired", desired.Told, 1) with { Retain = true }).WaitAsync(stop);
    }

    /// <returns>Whether it was an answer that someone waits for.</returns>
    private bool TryAnswer(MqttMessage message) =>
        message.Topic.EndsWith("/responses", StringComparison.Ordinal) && _answers.TryAnswer(message.CorrelationData, message.Payload);

    private static string ResponseTopic(string device) => $"edge/{device}/responses";

    private static bool IsLevel(string text) => text.Length is > 0 and <= 128 && !text.AsSpan().ContainsAny("/+#\0");
}
