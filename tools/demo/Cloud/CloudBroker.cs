using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>mosquitto as the cloud's broker, which can be stopped and started again on the same port. It keeps what a
/// persistent session has not taken yet, in memory only: the recorder takes it at once.</summary>
internal sealed class CloudBroker(string folder) : IDisposable
{
    private ChildProcess? _process;

    public int Port { get; } = FreePort.Take();

    public void Start()
    {
        string configuration = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(configuration, $"listener {Port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_inflight_messages 0\nmax_queued_messages 0\n");
        _process = new ChildProcess("mosquitto", "-c", configuration);
    }

    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Stop();
}
