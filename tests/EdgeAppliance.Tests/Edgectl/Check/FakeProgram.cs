namespace EdgeAppliance.Tests.Edgectl.Check;

/// <summary>A folder with a program <c>edge-appliance</c> that does what the test says.</summary>
internal sealed class FakeProgram : IDisposable
{
    /// <param name="script">Lines of sh.</param>
    public FakeProgram(string script)
    {
        string path = Path.Combine(Folder, "edge-appliance");
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("edge-program-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
