using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>What is compared at the end of every scenario.</summary>
internal static class Books
{
    public static void CompareRecords(Stage stage)
    {
        var (records, holes, again, late, gaps) = stage.Recorder.Look(l => (l.Delivered, l.Lost, l.Duplicates, l.OutOfOrder, l.GapRecords));
        stage.Story.Summary["records"] = records;
        stage.Story.Summary["record_holes"] = holes;
        stage.Story.Summary["duplicates"] = again;
        stage.Story.Summary["out_of_order"] = late;
        stage.Story.Summary["gap_records"] = gaps;
        if (stage.Recorder.WhyUnreadable is { } why) stage.Story.Say($"{stage.Recorder.Unreadable} messages could not be read; the last because {why}.");
        stage.Story.Claim("Every stream's records are whole and in order",
            $"{records:N0} records, {holes:N0} missing, {late:N0} out of order, {gaps:N0} gaps; {again:N0} came again with the same id",
            records > 0 && holes + late + gaps + stage.Recorder.Unreadable == 0);
    }

    public static async Task StopAppliance(Stage stage)
    {
        int? code = await stage.Appliance.Stop();
        stage.Story.Summary["exit_code"] = code;
        stage.Story.Claim("Asked to stop, it stops cleanly", code is { } ended ? $"exit code {ended}" : "did not end within 10 s", code == 0);
    }
}
