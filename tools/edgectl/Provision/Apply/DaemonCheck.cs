using System.ComponentModel;
using System.Diagnostics;
using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Asks the daemon's own program (<c>edge-appliance --check</c>). The credentials that it sees are none: only their names count.</summary>
/// <param name="program">Null where there is none.</param>
internal sealed class DaemonCheck(string? program, string stateFolder) : IApplianceCheck
{
    private const int BadConfiguration = 2;
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);

    public IReadOnlyList<ConfigurationFault>? Check(byte[] appliance, IEnumerable<string> credentials)
    {
        if (program is null) return null;
        string folder = Directory.CreateTempSubdirectory("edge-provision-").FullName;
        try
        {
            string file = Path.Combine(folder, "appliance.json"), sealedFolder = Path.Combine(folder, "credentials");
            File.WriteAllBytes(file, appliance);
            Directory.CreateDirectory(sealedFolder);
            foreach (string name in credentials) File.WriteAllText(Path.Combine(sealedFolder, name), "a-credential-to-come");
            return Run(file, sealedFolder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<ConfigurationFault> Run(string file, string credentials)
    {
        try
        {
            var start = new ProcessStartInfo(program!, ["--check", "--config", file, "--state", stateFolder]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["CREDENTIALS_DIRECTORY"] = credentials;
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(s_within);
            using var end = limit.Token.Register(process.Kill);
            var output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            if (process.ExitCode == 0) return [];
            if (process.ExitCode != BadConfiguration) throw new IOException($"edge-appliance --check ended with {process.ExitCode}");
            return [.. ChildProgram.Lines(errors).Select(line => ConfigurationFault.Parse(line, file) ?? new ConfigurationFault(0, "", line))];
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} cannot be run: {e.Message}", e);
        }
    }
}
