using System.Diagnostics;

namespace EdgeAppliance.Daemon.Running;

/// <summary>How the appliance starts itself once more, for work that may end the process that does it.</summary>
internal static class OwnProcess
{
    /// <summary>This program, or under the development kit its library; with pipes and an empty environment.</summary>
    public static ProcessStartInfo StartInfo(string argument)
    {
        string path = Environment.ProcessPath ?? "/proc/self/exe";
        string library = Path.Combine(AppContext.BaseDirectory, "edge-appliance.dll");
        var start = new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileName(path) != "edge-appliance" && File.Exists(library))
        {
            if (Path.GetFileName(path) != "dotnet") start.FileName = "dotnet";
            start.ArgumentList.Add(library);
        }
        start.ArgumentList.Add(argument);
        // Secrets may stand in the environment.
        start.Environment.Clear();
        start.WorkingDirectory = "/";
        return start;
    }
}
