using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Peers;

/// <summary>Debian's RabbitMQ with its AMQP 1.0 plugin, as a node of its own in a temporary folder. It keeps its port and its queues when it is killed
/// and started again.</summary>
internal sealed class RabbitMq : IDisposable
{
    public const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    public const string Package = "rabbitmq-server";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _names;
    private readonly int _namesPort = FreePort.Take();
    private readonly int _nodePort = FreePort.Take();
    private Process? _process;

    private readonly string _schedulers;

    private RabbitMq(string schedulers)
    {
        _schedulers = schedulers;
        // Erlang's own would stay when the node is gone.
        _names = Process.Start(Quiet(new ProcessStartInfo("/usr/bin/epmd", ["-address", "127.0.0.1", "-port", _namesPort.ToString(CultureInfo.InvariantCulture)])))!;
        Drain(_names);
        File.WriteAllText(Path.Combine(_folder.FullName, "plugins"), "[rabbitmq_amqp1_0].");
        File.WriteAllText(Path.Combine(_folder.FullName, "rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{Port}\nlog.console = true\nlog.console.level = error\nlog.file = false\n");
    }

    public int Port { get; } = FreePort.Take();

    public string Url => $"amqp://127.0.0.1:{Port}";

    /// <summary>Up and listening.</summary>
    /// <param name="schedulers">How Erlang uses the processors: one of them, as a guest beside other tests, unless told otherwise.</param>
    public static async Task<RabbitMq> Start(string schedulers = "+S 1:1 +sbwt none")
    {
        var broker = new RabbitMq(schedulers);
        await broker.StartAgain();
        return broker;
    }

    public async Task StartAgain()
    {
        var start = Quiet(new ProcessStartInfo(Program));
        start.Environment.Clear();
        foreach (var (name, value) in Surroundings()) start.Environment[name] = value;
        _process = Process.Start(start)!;
        Drain(_process);
        using var late = new CancellationTokenSource(s_patience);
        while (!await IsListening(late.Token)) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, late.Token);
    }

    /// <summary>As a power cut does it.</summary>
    public void Kill()
    {
        if (_process is not { } process) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _names.Kill();
        _names.WaitForExit();
        _names.Dispose();
        _folder.Dispose();
    }

    private Dictionary<string, string> Surroundings() => new()
    {
        ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        ["LANG"] = "C.UTF-8",
        ["HOME"] = _folder.FullName,
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = _namesPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_NODENAME"] = $"edge-{Port}@localhost",
        ["RABBITMQ_DIST_PORT"] = _nodePort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder.FullName, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder.FullName, "log"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder.FullName, "plugins"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder.FullName, "rabbitmq"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = _schedulers,
    };

    private async Task<bool> IsListening(CancellationToken stop)
    {
        if (_process!.HasExited) throw new InvalidOperationException($"RabbitMQ ended with code {_process.ExitCode}.");
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

    private static ProcessStartInfo Quiet(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    private static void Drain(Process process)
    {
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
}
