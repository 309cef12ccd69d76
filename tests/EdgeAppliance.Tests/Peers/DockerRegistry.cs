using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Peers;

/// <summary>Debian's OCI registry on loopback, its blobs in a temporary folder.</summary>
internal sealed class DockerRegistry : IDisposable
{
    public const string Program = "/usr/bin/docker-registry";
    public const string Package = "docker-registry";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    private DockerRegistry(string authentication)
    {
        string configuration = Path.Combine(_folder.FullName, "config.yml");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              filesystem:
                rootdirectory: {Data}
            http:
              addr: 127.0.0.1:{Port}
            {authentication}
            """));
        var start = new ProcessStartInfo(Program, ["serve", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OTEL_TRACES_EXPORTER"] = "none";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; } = FreePort.Take();

    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Of a repository there.</summary>
    public string Url(string name) => $"oci+http://127.0.0.1:{Port}/{name}";

    /// <param name="authentication">A part of the registry's configuration; everybody is served where it is empty.</param>
    public static async Task<DockerRegistry> Start(string authentication = "")
    {
        var registry = new DockerRegistry(authentication);
        try
        {
            using var late = new CancellationTokenSource(s_patience);
            while (!await registry.IsListening(late.Token)) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, late.Token);
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    /// <summary>Changes a byte of a blob where the registry keeps it.</summary>
    public void Tamper(string digest)
    {
        string hash = digest["sha256:".Length..];
        string file = Path.Combine(Data, "docker/registry/v2/blobs/sha256", hash[..2], hash, "data");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsListening(CancellationToken stop)
    {
        if (_process.HasExited) throw new InvalidOperationException($"The registry ended with code {_process.ExitCode}.");
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, Port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
