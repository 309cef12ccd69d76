using System.Diagnostics;
using System.Globalization;

namespace EdgeAppliance.Demo.Processes;

/// <summary>Ends this process's children when it ends, however that happens. A small shell reads their ids from a pipe; when the
/// pipe closes it kills those that are left.</summary>
/// <remarks>prctl's PR_SET_PDEATHSIG would not do: it fires when the thread that started the child ends, and here that is any thread of a pool.</remarks>
internal sealed class Leash : IDisposable
{
    /// <summary>It ignores what Ctrl-C sends to the whole group: it must outlive the others.</summary>
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP QUIT
        held=' '
        while read -r verb id; do
          case $verb in
            hold) held="$held$id " ;;
            free) held="${held%% $id *} ${held#* $id }" ;;
          esac
        done
        for id in $held; do kill -9 "$id"; done
        """;

    private readonly Lock _lock = new();
    private readonly Process _shell;

    public Leash()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        _shell = Process.Start(start)!;
    }

    /// <summary>The one of this process. It is never disposed of: closing the pipe is what the end of the process does.</summary>
    public static Leash OfThisProcess { get; } = new();

    public void Hold(int process) => Tell("hold", process);

    /// <summary>It has ended by itself; its id may become another's.</summary>
    public void Free(int process) => Tell("free", process);

    public void Dispose()
    {
        _shell.StandardInput.Dispose();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Tell(string verb, int process)
    {
        lock (_lock)
        {
            _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verb} {process}"));
            _shell.StandardInput.Flush();
        }
    }
}
