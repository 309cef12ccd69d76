using EdgeAppliance.Daemon.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Daemon.Running;

/// <summary><c>--check</c>: prints every error as <c>FILE:LINE: PATH: what is wrong</c>, and touches nothing.</summary>
internal static class ConfigCheck
{
    public static int Run(CommandLine line, TimeProvider time)
    {
        using var models = new ModelRoom(line.StateDirectory, NullLogger.Instance, time);
        var (configuration, errors) = ConfigReader.ReadFile(line.ConfigFile, new ConfigContext(SecretStore.OfThisProcess, models.Steps) { ReadsCertificates = true });
        foreach (var error in errors) Console.Error.WriteLine(error);
        if (configuration is null) return ExitCodes.BadConfiguration;
        Console.Out.WriteLine($"{line.ConfigFile}: good");
        return ExitCodes.Stopped;
    }
}
