using System.CommandLine;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Data;

/// <summary><c>edgectl data get NAME</c>; what has left is a page of the daemon's.</summary>
internal static class DataCommand
{
    public static Command Create(Screen screen)
    {
        string[] names = [.. DataSetCatalog.All.Select(s => s.Name)];
        var name = new Argument<string>("name") { Description = "The data set: " + string.Join(", ", names) + "." };
        name.AcceptOnlyFromAmong(names);
        var folder = new Option<string>("--to")
        {
            Description = "The folder it goes to; tests read it from the one that EDGE_DATA names.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("EDGE_DATA") ?? "data",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var get = new Command("get", "Fetch a public data set and check every file's SHA-256.") { name, folder, json };
        get.SetAction((parsed, stop) => Get(parsed.GetValue(name)!, parsed.GetValue(folder)!, parsed.GetValue(json), screen, stop));
        return new Command("data", "Public data sets for tests and evaluation, and data that has left this appliance.") { get };
    }

    private static async Task<int> Get(string name, string folder, bool json, Screen screen, CancellationToken stop)
    {
        var set = DataSetCatalog.All.First(s => s.Name == name);
        using var http = new HttpClient();
        try
        {
            int fetched = 0;
            var wrong = await new DataFetcher(http).Fetch(set, folder, file => screen.Progress($"{++fetched} of {set.Files.Length}: {file}"), stop);
            screen.EndProgress();
            if (wrong is null)
            {
                Write(set, Path.Combine(folder, set.Name), fetched, json, screen);
                return ExitCodes.Done;
            }
            screen.Fail(wrong);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            screen.EndProgress();
            screen.Fail(e.Message);
        }
        return ExitCodes.Failed;
    }

    private static void Write(DataSet set, string folder, int fetched, bool json, Screen screen)
    {
        if (!json)
        {
            screen.Line($"{set.Name}: {set.Files.Length} files in {folder}, {fetched} of them fetched now; licence {set.Licence}");
            return;
        }
        screen.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", set.Name);
            writer.WriteString("licence", set.Licence);
            writer.WriteString("folder", folder);
            writer.WriteNumber("files", set.Files.Length);
            writer.WriteNumber("fetched", fetched);
            writer.WriteEndObject();
        });
    }
}
