using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Asks the daemon's own program (<c>edge-appliance --check</c>). The credentials that it sees are none: only their names count.</summary>
/// <param name="program">Null where there is none.</param>
/// <param name="daemon">As whom it runs, so that what the file says <c>${file:…}</c> of is read with no more than the daemon's rights; null for whoever runs this.</param>
internal sealed class DaemonCheck(string? program, string stateFolder, UnixOwner? daemon = null) : IApplianceCheck
{
    private const int BadConfiguration = 2;
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);
    private static readonly string s_key = ProvisionPaths.AtRun(ProvisionPaths.Key), s_certificate = ProvisionPaths.AtRun(ProvisionPaths.Certificate);

    public IReadOnlyList<ConfigurationFault>? Check(byte[] appliance, IEnumerable<string> credentials, PlannedIdentity? identity)
    {
        if (program is null) return null;
        string folder = Directory.CreateTempSubdirectory("edge-provision-").FullName;
        try
        {
            string sealedFolder = Path.Combine(folder, "credentials"), key = Path.Combine(folder, "device.key"), certificate = Path.Combine(folder, "device.pem");
            Directory.CreateDirectory(sealedFolder);
            foreach (string name in credentials) Write(Path.Combine(sealedFolder, name), "a-credential-to-come");
            string text = Encoding.UTF8.GetString(appliance);
            if (identity is not null)
            {
                Write(key, identity.Key);
                Write(certificate, identity.Certificate);
                text = text.Replace(s_key, key, StringComparison.Ordinal).Replace(s_certificate, certificate, StringComparison.Ordinal);
            }
            string file = Path.Combine(folder, "appliance.json");
            Write(file, text);
            daemon?.Take(sealedFolder);
            daemon?.Take(folder);
            return Run(file, sealedFolder, said => said.Replace(key, s_key, StringComparison.Ordinal).Replace(certificate, s_certificate, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        daemon?.Take(path);
    }

    /// <param name="placed">Puts the files' own names into what is said of them.</param>
    private List<ConfigurationFault> Run(string file, string credentials, Func<string, string> placed)
    {
        try
        {
            var start = new ProcessStartInfo(program!, ["--check", "--config", file, "--state", stateFolder]) { RedirectStandardOutput = true, RedirectStandardError = true };
            if (daemon is not null) start.UserName = daemon.Name;
            start.Environment["CREDENTIALS_DIRECTORY"] = credentials;
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(s_within);
            using var end = limit.Token.Register(process.Kill);
            var output = process.StandardOutput.ReadToEndAsync();
            string errors = placed(process.StandardError.ReadToEnd());
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
