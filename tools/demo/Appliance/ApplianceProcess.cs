using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Demo.Appliance;

/// <summary>The daemon under demonstration, on a state directory of its own; it can be killed and started again.</summary>
internal sealed class ApplianceProcess : IDisposable
{
    private static readonly TimeSpan s_startMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stopMost = TimeSpan.FromSeconds(10);

    private readonly string _executable;
    private readonly string _configuration;
    private readonly string _state;
    private readonly TimeProvider _time;
    private readonly List<string> _logs = [];
    private ChildProcess? _process;
    private volatile int _mqttPort;

    /// <param name="folder">Gets the configuration and the state directory.</param>
    public ApplianceProcess(string executable, string folder, TimeProvider time)
    {
        _executable = executable;
        _time = time;
        _configuration = Path.Combine(folder, "appliance.json");
        _state = Path.Combine(folder, "state");
        Directory.CreateDirectory(ModelsFolder);
        Api = new ApplianceApi(Path.Combine(_state, "control.sock"));
    }

    public ApplianceApi Api { get; }

    public string ModelsFolder => Path.Combine(_state, "models");

    /// <summary>Where its broker listens; the system chooses anew at each start.</summary>
    public int MqttPort => _mqttPort;

    /// <summary>The process's id, while it runs.</summary>
    public int Id => _process!.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What all its runs said.</summary>
    public string Log => string.Join('\n', _process is null ? _logs : [.. _logs, _process.Log]);

    public void Configure(string json) => File.WriteAllText(_configuration, json);

    /// <summary>Starts it, or starts it again.</summary>
    /// <returns>How long it took to be ready.</returns>
    /// <exception cref="IOException">It is not ready in time.</exception>
    public async Task<TimeSpan> Start(CancellationToken stop)
    {
        long since = _time.GetTimestamp();
        Retire();
        _process = new ChildProcess(_executable, "--config", _configuration, "--state", _state);
        while (!await Api.IsReady(stop))
        {
            if (!IsRunning) throw new IOException("the daemon has ended");
            if (_time.GetElapsedTime(since) > s_startMost) throw new IOException($"the daemon is not ready after {s_startMost.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, stop);
        }
        var took = _time.GetElapsedTime(since);
        if (await Api.TryGet("/api/status", stop) is { } status) _mqttPort = ApplianceState.Read(status).MqttPort;
        return took;
    }

    /// <summary>SIGKILL: what a power cut is to a process.</summary>
    public void Kill() => _process!.Kill();

    /// <returns>Its exit code, or null where it did not end within the time that it promises.</returns>
    public Task<int?> Stop() => _process!.Stop(s_stopMost, _time);

    public void Dispose()
    {
        Retire();
        Api.Dispose();
    }

    private void Retire()
    {
        if (_process is null) return;
        var process = _process;
        process.Dispose();
        _logs.Add(process.Log);
        _process = null;
    }
}
