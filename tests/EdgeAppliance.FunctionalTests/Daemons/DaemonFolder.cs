namespace EdgeAppliance.FunctionalTests.Daemons;

/// <summary>A configuration and a state directory, which go with the test. Short, because a Unix socket's path has 107 bytes at most.</summary>
internal sealed class DaemonFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("edge-").FullName;

    public DaemonFolder(string configuration)
    {
        State = Directory.CreateDirectory(System.IO.Path.Combine(_path, "state")).FullName;
        Configure(configuration);
    }

    public string ConfigurationFile => PathOf("appliance.json");

    public string State { get; }

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Configure(string configuration) => File.WriteAllText(ConfigurationFile, configuration);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
