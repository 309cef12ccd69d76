using System.Text.RegularExpressions;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Health.Logs;

public sealed partial class LogIdsTests
{
    [Fact]
    public void EventIds_MeanOneThingEach()
    {
        var said = new[] { "firmware", "drivers" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(ProjectReferences.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/"))
            .SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(m => (Id: m.Groups[1].Value, File: file)))
            .ToArray();

        Assert.NotEmpty(said);
        Assert.Empty(said.GroupBy(s => s.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(s => s.File))}"));
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex EventId();
}
