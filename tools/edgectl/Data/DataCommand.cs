using System.CommandLine;

namespace EdgeAppliance.Edgectl.Data;

/// <summary><c>edgectl data get NAME</c>.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The data set: " + string.Join(", ", DataSetCatalog.All.Select(s => s.Name)) + "." };
        name.AcceptOnlyFromAmong([.. DataSetCatalog.All.Select(s => s.Name)]);
        var folder = new Option<string>("--to")
        {
            Description = "The folder it goes to; tests read it from the one that EDGE_DATA names.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("EDGE_DATA") ?? "data",
        };
        var get = new Command("get", "Fetch a public data set and check every file's SHA-256.") { name, folder };
        get.SetAction((parsed, stop) => Get(parsed.GetValue(name)!, parsed.GetValue(folder)!, stop));
        return new Command("data", "Public data sets for tests and evaluation.") { get };
    }

    private static async Task<int> Get(string name, string folder, CancellationToken stop)
    {
        var set = DataSetCatalog.All.First(s => s.Name == name);
        using var http = new HttpClient();
        try
        {
            var wrong = await new DataFetcher(http).Fetch(set, folder, Console.WriteLine, stop);
            if (wrong is null)
            {
                Console.WriteLine($"{set.Name}: {set.Files.Length} files in {Path.Combine(folder, set.Name)}, licence {set.Licence}");
                return 0;
            }
            Console.Error.WriteLine($"edgectl: {wrong}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or TaskCanceledException)
        {
            Console.Error.WriteLine($"edgectl: {e.Message}");
        }
        return 1;
    }
}
