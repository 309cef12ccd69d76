namespace EdgeAppliance.Daemon.Identity;

/// <summary>The failures of one address or device in its window; guarded by the limiter's lock.</summary>
internal sealed class FailureCount
{
    public long Since { get; private set; }
    public int Failures { get; set; }

    public void Restart(long now) => (Since, Failures) = (now, 0);
}
