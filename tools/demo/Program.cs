using System.Runtime.InteropServices;
using EdgeAppliance.Demo;
using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Demo.View;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

if (args is ["broker", var port]) return await EmbeddedBroker.Run(port, TimeProvider.System, stop.Token);
if (DemoOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(DemoOptions.Usage);
    return 2;
}
var recordings = options.Scenario == "pump" ? PumpData.Find() : null;
if (options.Scenario == "pump" && recordings is null)
{
    Console.Error.WriteLine(PumpData.HowToGet);
    return 1;
}
using var view = Views.Open(options.Plain);
return await new DemoRun(options, recordings, view, TimeProvider.System).Run(stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
