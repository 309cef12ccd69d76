using EdgeAppliance.Daemon.Health.Logs;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>Hands the token that was made at the first start to whoever started the daemon, once. The journal keeps what it reads, so
/// where it is the reader the token goes to a file of the owner's alone.</summary>
internal static partial class FirstToken
{
    private const string FileName = "first-token";

    public static void Say(string? token, Surroundings around, ILogger logger)
    {
        if (token is null) return;
        if (!JournalStream.IsStandardError())
        {
            Console.Out.WriteLine($"The first token, shown this once: {token}");
            return;
        }
        string path = Path.Combine(around.State.Path, FileName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, options)) file.WriteLine(token);
        Log.Kept(logger, path);
    }

    private static partial class Log
    {
        [LoggerMessage(8021, LogLevel.Information, "The first token is in {File}: read it, and remove the file")]
        public static partial void Kept(ILogger logger, string file);
    }
}
