using System.Globalization;
using System.Net.Sockets;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>The cloud's broker, a process of its own that can be stopped and started again on the same port: mosquitto where it is
/// installed, else the embedded one. What a persistent session has not taken yet outlives a stop, as in a real cloud.</summary>
/// <param name="embedded">Takes the embedded one even where mosquitto is installed.</param>
internal sealed class CloudBroker(string folder, bool embedded = false) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly string? _mosquitto = embedded ? null : Executables.Find("mosquitto");
    private ChildProcess? _process;

    public int Port { get; } = FreePort.Take();

    public string Name => _mosquitto is null ? "the embedded broker" : "mosquitto";

    public bool IsRunning => _process is { HasExited: false };

    public void Start()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        _process = _mosquitto is null
            ? new ChildProcess(Executables.Demo, "broker", port)
            : new ChildProcess(_mosquitto, "-c", WriteConfiguration());
    }

    /// <summary>Done once clients can connect.</summary>
    /// <exception cref="IOException">It does not come up.</exception>
    public async Task StartAsync(TimeProvider time, CancellationToken stop)
    {
        Start();
        if (!await Wait.Until(() => !IsRunning || Listens(), s_patience, time, stop) || !IsRunning)
            throw new IOException($"{Name} does not start on port {Port}: {_process!.Log}");
    }

    /// <summary>Asks it to end, so that it can keep what is not delivered yet.</summary>
    public void Stop()
    {
        if (_process is { HasExited: false } running)
        {
            Native.Signal(running.Id, Native.Terminate);
            running.WaitForExit(s_patience);
        }
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Stop();

    private string WriteConfiguration()
    {
        string file = Path.Combine(folder, "mosquitto.conf");
        // Without "user" it would become the user mosquitto where it is started as root, who may not write here.
        string user = Environment.IsPrivilegedProcess ? "user root\n" : "";
        File.WriteAllText(file, $"""
            listener {Port} 127.0.0.1
            allow_anonymous true
            persistence true
            persistence_location {folder}/
            autosave_interval 0
            max_inflight_messages 1000
            max_queued_messages 0
            {user}
            """);
        return file;
    }

    private bool Listens()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
