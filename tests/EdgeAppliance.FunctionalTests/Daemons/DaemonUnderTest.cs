using System.Net;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.FunctionalTests.Daemons;

/// <summary>The real daemon in a process of its own, which the test starts, stops, kills and starts again.</summary>
/// <param name="environment">Variables as NAME=VALUE.</param>
internal sealed class DaemonUnderTest(DaemonFolder folder, params string[] environment) : IDisposable
{
    public const int HangUp = 1;

    /// <summary>The contract's limit for a clean stop.</summary>
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromSeconds(10);

    private readonly List<string> _before = [];
    private ChildProcess? _process;
    private volatile IPEndPoint? _mqtt;

    public ControlPages Pages { get; } = new(Path.Combine(folder.State, "control.sock"));

    /// <summary>Where its broker listens; null while it does not run or is not ready.</summary>
    public IPEndPoint? Mqtt => _mqtt;

    public int Id => Running.Id;

    public bool HasExited => Running.HasExited;

    /// <summary>What the running daemon and those before it have said, the newest lines.</summary>
    public string Log => string.Join('\n', [.. _before.TakeLast(3), _process?.Log]);

    private ChildProcess Running => _process ?? throw new InvalidOperationException("The daemon was not started.");

    public void Start(params ReadOnlySpan<string> arguments)
    {
        // env replaces itself by the daemon, so that the process is the daemon's own.
        _process = new ChildProcess("env", [.. environment, Repository.Daemon, "--config", folder.ConfigurationFile, "--state", folder.State, .. arguments]);
    }

    public async Task StartReady()
    {
        Start();
        await BecomeReady();
    }

    public async Task BecomeReady()
    {
        await Eventually.Becomes("the daemon is ready", async () => HasExited || await Pages.IsReady(), log: () => Log);
        Assert.False(HasExited, $"The daemon ended.\n{Log}");
        var listener = (await Pages.Status()).Listeners.FirstOrDefault(l => l.Protocol == "mqtt");
        _mqtt = listener is null ? null : IPEndPoint.Parse(listener.Address);
    }

    public void Signal(int signal) => Native.Signal(Running.Id, signal);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _mqtt = null;
        Running.Kill();
        Forget();
    }

    /// <summary>SIGTERM; fails where it does not end in time.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop()
    {
        _mqtt = null;
        int? code = await Running.Stop(s_stopWithin, TimeProvider.System);
        Assert.True(code is not null, $"The daemon did not end within {s_stopWithin.TotalSeconds} s of SIGTERM.\n{Log}");
        Forget();
        return code.Value;
    }

    /// <summary>Waits for it to end by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ended()
    {
        await Running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        return Running.ExitCode;
    }

    /// <summary>Everything that the pipelines have to do is done, and the cloud has acknowledged it.</summary>
    public async Task<bool> HasDelivered()
    {
        var status = await Pages.Status();
        return status.Pipelines.All(pipeline => pipeline.Lag == 0) && status.Uplinks.All(uplink => uplink is { Backlog: 0, InFlight: 0, Connected: true });
    }

    public async Task<bool> Says(Func<StatusPage, bool> what) => what(await Pages.Status());

    public void Dispose()
    {
        _process?.Dispose();
        Pages.Dispose();
    }

    /// <summary>After it has ended by itself, so that it can be started anew.</summary>
    public void Forget()
    {
        _before.Add(Running.Log);
        Running.Dispose();
        _process = null;
    }
}
