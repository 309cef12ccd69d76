namespace EdgeAppliance.Demo.Processes;

/// <summary>Waits for what other processes do, by looking again and again.</summary>
internal static class Wait
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);

    /// <returns>Whether it came true within the limit.</returns>
    public static async Task<bool> Until(Func<bool> isTrue, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        long since = time.GetTimestamp();
        while (!isTrue())
        {
            if (time.GetElapsedTime(since) > limit) return false;
            await Task.Delay(s_between, time, stop);
        }
        return true;
    }
}
