using System.Buffers;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>A source whose device takes commands is spoken to through its driver, and bears the device's name; any other device over the
/// embedded broker, where it listens to <c>edge/{device}/commands/{name}</c> and, retained, to <c>edge/{device}/twin/desired</c>.</summary>
internal sealed class DeviceLink(Func<IEnumerable<ISource>> sources, MqttCommands mqtt) : IDeviceLink
{
    public async Task<DeviceAnswer> Command(string device, string name, JsonElement value, TimeSpan wait, CancellationToken stop)
    {
        if (TargetOf(device) is not { } target) return await mqtt.Send(device, name, JsonText(value), wait, stop);
        // A bus may take its time, which is not the server's thread's.
        var outcome = await Task.Run(() => target.Execute(name, value), stop);
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

    public async Task Tell(string device, DesiredState desired, CancellationToken stop)
    {
        if (TargetOf(device) is not { } target)
        {
            await mqtt.Retain(device, desired, stop);
            return;
        }
        using var json = JsonDocument.Parse(desired.Json);
        foreach (var property in json.RootElement.EnumerateObject())
            if (target.Commands.Contains(property.Name)) await Task.Run(() => target.Execute(property.Name, property.Value), stop);
    }

    private ICommandTarget? TargetOf(string device) => sources().FirstOrDefault(source => source.Name == device) as ICommandTarget;

    private static byte[] JsonText(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) value.WriteTo(json);
        return bytes.WrittenSpan.ToArray();
    }
}
