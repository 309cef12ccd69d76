using Xunit.Sdk;

namespace EdgeAppliance.FunctionalTests;

/// <summary>Waits for another process: it tells nobody when it has done a thing, so it is looked at again and again.</summary>
internal static class Eventually
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <param name="what">What is waited for, as in "the backlog is gone".</param>
    /// <param name="within">A bar of the test, or, where null, long enough for a busy machine.</param>
    /// <param name="log">What to show where it does not come.</param>
    public static async Task Becomes(string what, Func<Task<bool>> holds, TimeSpan? within = null, Func<string>? log = null)
    {
        var limit = within ?? TimeSpan.FromSeconds(60);
        long since = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(since) > limit) throw new XunitException($"Not within {limit.TotalSeconds:0.#} s: {what}.\n{log?.Invoke()}");
            await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task Becomes(string what, Func<bool> holds, TimeSpan? within = null, Func<string>? log = null) =>
        Becomes(what, () => Task.FromResult(holds()), within, log);
}
