using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Files;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Behaviour;

/// <summary>The watch over devices' behaviour at work. What outlives a restart is in the file <c>behaviour</c> of the state directory: a quarantine
/// within a second, what is learnt within ten minutes and at the end.</summary>
internal sealed partial class RunningBehaviour : IDisposable
{
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_saveEvery = TimeSpan.FromMinutes(10);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private bool _isLoaded;
    private int _quarantinedBefore;
    private long _savedAt;
    private bool _isFailing;
    private bool _isStopped;

    public RunningBehaviour(string stateDirectory, TimeProvider time, ILogger logger)
    {
        _path = Path.Combine(stateDirectory, "behaviour");
        _time = time;
        _logger = logger;
        _savedAt = time.GetTimestamp();
        Watch = new BehaviourWatch(time);
        _timer = time.CreateTimer(_ => Sweep(), null, s_sweepEvery, s_sweepEvery);
    }

    public BehaviourWatch Watch { get; }

    public IReadOnlyList<HealthCondition> Conditions => BehaviourConditions.Of(Watch.State);

    /// <summary>Judges by these rules from now on.</summary>
    public void Use(IReadOnlyList<BehaviourRules> rules)
    {
        lock (_lock)
        {
            Watch.Use(rules);
            if (_isLoaded) return;
            _isLoaded = true;
            Load();
        }
    }

    /// <summary>Notices at once what an operator asked for.</summary>
    /// <param name="act">Given the watch.</param>
    public bool Act(Func<BehaviourWatch, bool> act)
    {
        bool isKnown = act(Watch);
        Sweep();
        return isKnown;
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            if (_isStopped) return;
            _isStopped = true;
            if (_isLoaded && Watch.Sweep()) Save();
        }
    }

    private void Sweep()
    {
        lock (_lock)
        {
            if (_isStopped || !_isLoaded) return;
            bool isChanged = Watch.Sweep();
            int quarantined = Watch.State.Quarantined;
            bool isUrgent = quarantined != _quarantinedBefore;
            if (isUrgent || isChanged && _time.GetElapsedTime(_savedAt) >= s_saveEvery) Save();
            _quarantinedBefore = quarantined;
        }
    }

    private void Load()
    {
        try
        {
            if (File.Exists(_path)) Watch.Load(File.ReadAllBytes(_path));
            _quarantinedBefore = Watch.State.Quarantined;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.NotRead(_logger, _path, e.Message);
        }
    }

    private void Save()
    {
        _savedAt = _time.GetTimestamp();
        try
        {
            DurableFile.Replace(_path, Watch.Save());
            _isFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isFailing) Log.NotSaved(_logger, _path, e.Message);
            _isFailing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1351, LogLevel.Warning, "What is known of devices' behaviour is learnt anew, since {File} cannot be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string file, string reason);

        [LoggerMessage(1352, LogLevel.Warning, "What is known of devices' behaviour is not saved in {File}: {Reason}")]
        public static partial void NotSaved(ILogger logger, string file, string reason);
    }
}
