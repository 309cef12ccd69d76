using System.Globalization;
using System.Reflection;

namespace EdgeAppliance.Daemon.Health;

/// <summary>What the clock's state is made from.</summary>
/// <param name="File">Where it is kept over restarts.</param>
/// <param name="BootId">Another one at every boot.</param>
/// <param name="BuildTime">It cannot be earlier than this.</param>
/// <param name="IsSynchronized">Whether something keeps the clock right now.</param>
internal sealed record ClockOptions(string File, string BootId, DateTimeOffset BuildTime, Func<bool> IsSynchronized)
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Used where the build did not say when it was made.</summary>
    private static readonly DateTimeOffset s_firstRelease = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static ClockOptions OfThisMachine(string stateDirectory) =>
        new(Path.Combine(stateDirectory, "clock"), System.IO.File.ReadAllText(BootIdFile).Trim(), BuildTimeOf(typeof(ClockOptions).Assembly), ClockSync.IsSynchronized);

    private static DateTimeOffset BuildTimeOf(Assembly assembly)
    {
        foreach (var said in assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            if (said.Key == "BuildTime" && long.TryParse(said.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return s_firstRelease;
    }
}
