namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>A check found something else than it must.</summary>
internal sealed class CheckFailedException(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds) throw new CheckFailedException(message);
    }
}
