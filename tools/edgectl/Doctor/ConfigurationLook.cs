using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>The configuration is one that the daemon takes.</summary>
internal static class ConfigurationLook
{
    private const string Subject = "configuration";

    public static async Task<Finding> Look(string? program, DoctorOptions options, CancellationToken stop)
    {
        string file = options.ConfigFile;
        if (!File.Exists(file)) return new Finding(Subject, Verdict.Error, $"{file} is not there, or this user may not see it", $"write one; 'edgectl check {file}' says what is wrong with it");
        if (program is null) return new Finding(Subject, Verdict.Skipped, "without the daemon's program it cannot be checked");
        try
        {
            // Else what the daemon fills in from its credentials would look like an error.
            var variables = Directory.Exists(options.CredentialsDirectory) ? new Dictionary<string, string> { ["CREDENTIALS_DIRECTORY"] = options.CredentialsDirectory } : null;
            var (code, _, errors) = await ChildProgram.Run(program, ["--check", "--config", file, "--state", options.StateDirectory], stop, variables);
            if (code == 0) return new Finding(Subject, Verdict.Good, $"{file} is good");
            string[] lines = ChildProgram.Lines(errors);
            string first = lines.FirstOrDefault() ?? $"the daemon's check ends with {code}";
            return new Finding(Subject, Verdict.Error, lines.Length > 1 ? $"{first} (and {lines.Length - 1} more)" : first, $"mend it, then: edgectl check {file} && edgectl reload");
        }
        catch (IOException e)
        {
            return new Finding(Subject, Verdict.Skipped, e.Message);
        }
    }
}
