namespace EdgeAppliance.Edgectl.Clock;

/// <summary>Sets a clock that no time server keeps, by what a trusted server says: 1 the first that can be asked and believed, 2 never to before the floor, 3 left as it
/// is where it is close, since a real-time clock may know better than a header.</summary>
/// <param name="ask">Asks one; an <see cref="IOException"/> says why it is of no use.</param>
/// <param name="floor">The latest time that is known to be over.</param>
internal sealed class ClockSetting(IHostClock clock, Func<DateServer, Task<DateTimeOffset>> ask, DateTimeOffset floor)
{
    private static readonly TimeSpan s_close = TimeSpan.FromSeconds(5), s_error = TimeSpan.FromSeconds(2);

    /// <summary>What was done, and why something was not.</summary>
    public List<string> Said { get; } = [];

    /// <returns>Whether the clock is kept, or nobody could be asked that is configured.</returns>
    /// <exception cref="IOException">It may not be set.</exception>
    public async Task<bool> Run(IReadOnlyList<DateServer> servers)
    {
        if (clock.IsKept) return true;
        foreach (var server in servers)
        {
            try
            {
                if (Take(server, await ask(server))) return true; // 1
            }
            catch (IOException e)
            {
                Said.Add(e.Message);
            }
        }
        return servers.Count == 0;
    }

    private bool Take(DateServer server, DateTimeOffset said)
    {
        if (said < floor - s_close) // 2
        {
            Said.Add($"{server.Url.Host}: it says {said:yyyy-MM-dd HH:mm} UTC, and it was {floor:yyyy-MM-dd HH:mm} before");
            return false;
        }
        var off = said - clock.Now;
        bool isClose = off.Duration() <= s_close; // 3
        if (!isClose) clock.Set(said < floor ? floor : said);
        clock.Keep(isClose ? s_close + s_error : s_error);
        Said.Add(isClose ? $"the clock agrees with {server.Url.Host}" : $"the clock was set by {off.TotalSeconds:0} s, as {server.Url.Host} says");
        return true;
    }
}
