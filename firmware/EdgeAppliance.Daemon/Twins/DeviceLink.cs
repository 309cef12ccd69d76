using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>A source whose device takes commands is spoken to through its driver, and bears the device's name; a node or device of Sparkplug by its metrics; any other device
/// over AMQP where it receives there (<see cref="AmqpCommands"/>), over CoAP where it observes there (<see cref="CoapCommands"/>), else over the embedded broker, where it listens to
/// <c>edge/{device}/commands/{name}</c> and, retained, to <c>edge/{device}/twin/desired</c>.</summary>
internal sealed class DeviceLink(CommandTargets targets, MqttCommands mqtt, AmqpCommands amqp, CoapCommands coap, SparkplugCommands sparkplug) : IDeviceLink
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    // Devices of sources that have not done what they are wanted to.
    private readonly ConcurrentDictionary<string, bool> _owed = new(StringComparer.Ordinal);

    public async Task<DeviceAnswer> Command(string device, string name, JsonElement value, TimeSpan wait, CancellationToken stop)
    {
        if (await targets.Tell(device, name, value, stop) is not { } outcome)
            return sparkplug.Command(device, name, value) ?? await Send(device, name, JsonText(value), wait, stop);
        return new DeviceAnswer(
            outcome.Result switch
            {
                CommandResult.Done => DeviceAnswerKind.Done,
                CommandResult.NoSuchCommand => DeviceAnswerKind.NoSuchCommand,
                CommandResult.BadValue => DeviceAnswerKind.BadValue,
                _ => DeviceAnswerKind.Failed,
            },
            outcome.Text);
    }

    private Task<DeviceAnswer> Send(string device, string name, byte[] json, TimeSpan wait, CancellationToken stop)
    {
        if (amqp.IsListenedTo(device, name)) return amqp.Send(device, name, json, wait, stop);
        return coap.IsListenedTo(device) ? coap.Send(device, name, json, wait, stop) : mqtt.Send(device, name, json, wait, stop);
    }

    public async Task Tell(string device, DesiredState desired, CancellationToken stop)
    {
        var commands = targets.Known.Where(known => known.Source == device).Select(known => known.Command).ToHashSet(StringComparer.Ordinal);
        if (commands.Count == 0)
        {
            amqp.Tell(device, desired);
            coap.Tell(device);
            sparkplug.Tell(device, desired);
            await mqtt.Retain(device, desired, stop);
            return;
        }
        bool isDone = true;
        using var json = JsonDocument.Parse(desired.Json);
        foreach (var property in json.RootElement.EnumerateObject())
            if (commands.Contains(property.Name)) isDone &= await targets.Tell(device, property.Name, property.Value, stop) is not { Result: CommandResult.Failed };
        if (isDone) _owed.TryRemove(device, out _);
        else _owed[device] = true;
    }

    /// <summary>Tells each device again what it is wanted to be, after a start; and from then on those of sources that did not do it, until they do: a device that
    /// is away finds nothing that lies ready for it.</summary>
    public async Task KeepTelling(DesiredStates desired, TimeProvider time, CancellationToken stop)
    {
        foreach (var (device, state) in desired.All)
        {
            // Somebody may have asked for something newer meanwhile, and told it.
            if (ReferenceEquals(desired.Get(device), state)) await TryTell(device, state, stop);
        }
        using var timer = new PeriodicTimer(s_every, time);
        while (await timer.WaitForNextTickAsync(stop))
            foreach (string device in _owed.Keys) await TryTell(device, desired.Get(device), stop);
    }

    private async Task TryTell(string device, DesiredState state, CancellationToken stop)
    {
        try
        {
            await Tell(device, state, stop);
        }
        catch (IOException)
        {
            // A bus that fails says so among its source's conditions; the others are told all the same.
            _owed[device] = true;
        }
    }

    private static byte[] JsonText(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) value.WriteTo(json);
        return bytes.WrittenSpan.ToArray();
    }
}
