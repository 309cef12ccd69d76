using EdgeAppliance.Daemon;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Daemon.SelfTest;
using EdgeAppliance.Inference.Isolation;
using EdgeAppliance.Pictures.Isolation;

if (CommandLine.Parse(args, out string wrong) is not { } line)
{
    Console.Error.WriteLine($"edge-appliance: {wrong}\n{CommandLine.Usage}");
    return ExitCodes.BadConfiguration;
}
return line.Act switch
{
    Act.Check => ConfigCheck.Run(line, TimeProvider.System),
    Act.SelfTest => await SelfTestRun.Run(SelfChecks.Short, Console.Out, TimeProvider.System),
    Act.LongSelfTest => await SelfTestRun.Run(SelfChecks.Long, Console.Out, TimeProvider.System),
    Act.DecodePictures => DecoderWorker.Run() ? ExitCodes.Stopped : ExitCodes.BadConfiguration,
    Act.ProveModel => ProofWorker.Run(Console.In, Console.Out, TimeProvider.System) ? ExitCodes.Stopped : ExitCodes.BadConfiguration,
    Act.ShowSchema => Say(ConfigSchema.Text()),
    Act.ShowVersion => Say($"edge-appliance {ApplianceView.Version}"),
    Act.ShowUsage => Say(CommandLine.Usage),
    _ => await new ApplianceProcess(line, TimeProvider.System).Run(),
};

static int Say(string text)
{
    Console.Out.WriteLine(text);
    return ExitCodes.Stopped;
}
