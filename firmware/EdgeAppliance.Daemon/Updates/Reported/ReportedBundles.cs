using EdgeAppliance.Bundles.Reports;

namespace EdgeAppliance.Daemon.Updates.Reported;

/// <summary>The reported state as it was told last, and a call whenever it has become another. Any thread.</summary>
internal sealed class ReportedBundles : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(2);

    private readonly Func<DeviceReport?> _make;
    private readonly ITimer _timer;
    private byte[]? _told;

    /// <param name="make">How it is now; null where nothing is told.</param>
    public ReportedBundles(Func<DeviceReport?> make, TimeProvider time)
    {
        _make = make;
        _timer = time.CreateTimer(_ => Look(), null, s_lookEvery, s_lookEvery);
    }

    /// <summary>Called by the timer's thread; must not block.</summary>
    public event Action? Changed;

    /// <summary>What is to be told; null where there is nothing, or nothing yet.</summary>
    public byte[]? Told => Volatile.Read(ref _told);

    /// <summary>One at a time.</summary>
    public void Look()
    {
        byte[]? now = _make()?.ToUtf8();
        if (now is not null && _told is { } before && now.AsSpan().SequenceEqual(before)) return;
        Volatile.Write(ref _told, now);
        if (now is not null) Changed?.Invoke();
    }

    public void Dispose() => _timer.Dispose();
}
