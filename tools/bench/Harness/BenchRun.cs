using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Bench.Harness;

/// <summary>Takes a bench's figures: a table at its end, and a JSON line each in <c>artifacts/bench/NAME.jsonl</c>, behind those of earlier runs.</summary>
internal sealed class BenchRun : IDisposable
{
    private readonly List<Figure> _figures = [];
    private readonly string _name;
    private readonly StreamWriter _lines;

    public BenchRun(string name, BenchOptions options, TimeProvider time)
    {
        _name = name;
        Options = options;
        Time = time;
        Root = FindRoot();
        string folder = Path.Combine(Root, "artifacts/bench");
        Directory.CreateDirectory(folder);
        _lines = new StreamWriter(Path.Combine(folder, name + ".jsonl"), append: true) { AutoFlush = true };
        Folder = Directory.CreateTempSubdirectory($"edge-bench-{name}-").FullName;
    }

    public BenchOptions Options { get; }

    public TimeProvider Time { get; }

    /// <summary>The repository.</summary>
    public string Root { get; }

    /// <summary>An empty folder that is deleted at the end.</summary>
    public string Folder { get; }

    public bool BarsAreMet => _figures.TrueForAll(f => f.IsMet);

    public void Note(string text) => Console.WriteLine($"  {text}");

    public void Report(string figure, double value, string unit, Bar? bar = null)
    {
        var made = new Figure(figure, value, unit, bar);
        _figures.Add(made);
        Write(made);
    }

    public void PrintTable()
    {
        Console.WriteLine($"{"figure",-52} {"measured",16} {"unit",-14} bar");
        foreach (var figure in _figures)
        {
            string mark = figure.Bar is null ? "" : figure.IsMet ? "met" : "MISSED";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name,-52} {figure.Value,16:#,0.###} {figure.Unit,-14} {figure.Bar} {mark}"));
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Write(Figure figure)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", Time.GetUtcNow());
            json.WriteString("bench", _name);
            json.WriteString("figure", figure.Name);
            json.WriteNumber("value", figure.Value);
            json.WriteString("unit", figure.Unit);
            if (figure.Bar is { } bar) json.WriteString("bar", bar.ToString());
            json.WriteBoolean("met", figure.IsMet);
            json.WriteNumber("processors", Environment.ProcessorCount);
            json.WriteEndObject();
        }
        _lines.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The bench does not run inside the repository.");
    }
}
