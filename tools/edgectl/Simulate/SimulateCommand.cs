using System.CommandLine;
using MQTTnet.Exceptions;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary><c>edgectl simulate</c>: devices that publish over MQTT until they are stopped.</summary>
internal static class SimulateCommand
{
    public static Command Create(TimeProvider time)
    {
        var host = new Option<string>("--host") { Description = "The broker's address.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The broker's port.", DefaultValueFactory = _ => 1883 };
        var topic = new Option<string>("--topic") { Description = "Where a device publishes.", DefaultValueFactory = _ => "plant/pump/{device}/telemetry" };
        var devices = new Option<int>("--devices") { Description = "How many devices, at most 1000.", DefaultValueFactory = _ => 1 };
        var rate = new Option<double>("--rate") { Description = "Readings a second of each device, at most 1000.", DefaultValueFactory = _ => 1 };
        var count = new Option<long>("--count") { Description = "Readings of each device; 0 for no end." };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same readings." };
        devices.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 1000) r.AddError("--devices is a number from 1 to 1000"); });
        rate.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> 0 and <= 1000)) r.AddError("--rate is a number above 0, at most 1000"); });
        var command = new Command("simulate", "Devices that publish readings over MQTT.") { host, port, topic, devices, rate, count, seed };
        command.SetAction((parsed, stop) => Run(new SimulateOptions(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(topic)!, parsed.GetValue(devices),
            parsed.GetValue(rate), parsed.GetValue(count), parsed.GetValue(seed)), time, stop));
        return command;
    }

    private static async Task<int> Run(SimulateOptions options, TimeProvider time, CancellationToken stop)
    {
        var devices = new SimulatedDevice[options.Devices];
        for (int i = 0; i < devices.Length; i++) devices[i] = new SimulatedDevice(options, i, time);
        int code = 0;
        try
        {
            await Task.WhenAll(devices.Select(device => device.Run(stop)));
        }
        catch (OperationCanceledException)
        {
            // Asked to stop: what was acknowledged is reported below.
        }
        catch (Exception e) when (e is MqttCommunicationException or IOException)
        {
            Console.Error.WriteLine($"edgectl: {e.Message}");
            code = 1;
        }
        Console.WriteLine($"{devices.Sum(device => device.Acknowledged)} readings acknowledged");
        return code;
    }
}
