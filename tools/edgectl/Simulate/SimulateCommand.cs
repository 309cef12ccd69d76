using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary><c>edgectl simulate</c>: devices that publish over MQTT until they are stopped.</summary>
internal static class SimulateCommand
{
    public static Command Create(Surroundings around)
    {
        var host = new Option<string>("--host") { Description = "The broker's address.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = Number("--port", "The broker's port.", 1883, 1, 65535);
        var topic = new Option<string>("--topic") { Description = "Where a device publishes.", DefaultValueFactory = _ => "plant/pump/{device}/telemetry" };
        var devices = Number("--devices", "How many devices, at most 1000.", 1, 1, 1000);
        var rate = new Option<double>("--rate") { Description = "Readings a second of each device, at most 10000; 0 for as many as go.", DefaultValueFactory = _ => 1 };
        var count = new Option<long>("--count") { Description = "Readings of each device; 0 for no end." };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same readings." };
        var inFlight = Number("--in-flight", "Readings of each device that may wait for their acknowledgement.", 20, 1, 1000);
        var first = new Option<long>("--first") { Description = "The first reading's seq.", DefaultValueFactory = _ => 1 };
        var password = new Option<string?>("--password-file") { Description = "A file whose first line is the password of the devices, which are sim-0, sim-1 and so on." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        rate.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (>= 0 and <= 10_000)) r.AddError("--rate is a number from 0 to 10000"); });
        count.Validators.Add(r => { if (r.GetValueOrDefault<long>() < 0) r.AddError("--count is 0 or more"); });
        var command = new Command("simulate", "Devices that publish readings over MQTT 5, at QoS 1, until Ctrl-C.") { host, port, topic, devices, rate, count, seed, inFlight, first, password, json };
        command.SetAction((parsed, stop) => ControlCommand.Guard(around.Screen, () =>
        {
            var options = new SimulateOptions(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(topic)!, parsed.GetValue(devices), parsed.GetValue(rate),
                parsed.GetValue(count), parsed.GetValue(seed), parsed.GetValue(inFlight), parsed.GetValue(first)) { Password = PasswordFile.Read(parsed.GetValue(password)) };
            return new Simulation(options, around).Run(parsed.GetValue(json), stop);
        }));
        return command;
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(r => { if (r.GetValueOrDefault<int>() is var n && (n < least || n > most)) r.AddError($"{name} is a number from {least} to {most}"); });
        return option;
    }
}
