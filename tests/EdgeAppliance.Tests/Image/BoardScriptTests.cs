using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Image;

/// <summary>What tests of the image's scripts have in common: a folder that stands for the board's root, with programs of the tests' own.</summary>
public abstract class BoardScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>For EDGE_ROOT.</summary>
    protected string Root => _folder.FullName;

    /// <summary>Those in <c>bin</c> before this machine's.</summary>
    protected string Programs => $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string At(string path) => Path.Combine(Root, path);

    protected string Read(string path) => File.ReadAllText(At(path));

    protected void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>A script for sh that can be run.</summary>
    protected void Program(string path, string script)
    {
        Write(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
