using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers.Protocols;

/// <summary>Notices what has fallen silent. Written by the source's thread, read by any.</summary>
/// <param name="code">The condition's.</param>
/// <param name="what">What does not come, as in <c>No frame</c>.</param>
internal sealed class SilenceWatch(string code, string subject, string what, TimeSpan silentAfter, TimeProvider time)
{
    private long _lastAt = time.GetTimestamp();

    /// <summary>It came, or is waited for from now on.</summary>
    public void Note() => Volatile.Write(ref _lastAt, time.GetTimestamp());

    public void AddConditions(List<HealthCondition> conditions)
    {
        var silent = time.GetElapsedTime(Volatile.Read(ref _lastAt));
        if (silent > silentAfter)
            conditions.Add(new HealthCondition(code, HealthSeverity.Error, subject, $"{what} came for {silent.TotalSeconds:0} s.", "Check the device's power, the wires, and the line's rate."));
    }
}
