using System.Diagnostics;
using EdgeAppliance.Pictures.Isolation;

namespace EdgeAppliance.Daemon.Running;

/// <summary>How the appliance starts itself once more, to decode pictures apart from what it knows and holds.</summary>
internal static class PictureDecoding
{
    public const string Argument = "--decode-pictures";

    /// <summary>Nothing is started before the first picture.</summary>
    public static DecoderProcess Start(TimeProvider time) => new(StartInfo, time);

    /// <summary>This program, or under the development kit its library.</summary>
    public static ProcessStartInfo StartInfo()
    {
        string path = Environment.ProcessPath ?? "/proc/self/exe";
        string library = Path.Combine(AppContext.BaseDirectory, "edge-appliance.dll");
        var start = new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileName(path) != "edge-appliance" && File.Exists(library))
        {
            if (Path.GetFileName(path) != "dotnet") start.FileName = "dotnet";
            start.ArgumentList.Add(library);
        }
        start.ArgumentList.Add(Argument);
        // Secrets may stand in the environment.
        start.Environment.Clear();
        start.WorkingDirectory = "/";
        return start;
    }
}
