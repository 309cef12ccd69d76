using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>The forms of a chain's newest records, so that a chain which splits its readings does not make them anew for each.</summary>
internal sealed class RecordForms
{
    private readonly RecordForm?[] _forms = new RecordForm?[StepLimits.BranchesMax];
    private int _next;

    public RecordForm For(ReadingBatch batch)
    {
        foreach (var form in _forms)
        {
            if (form is null) break;
            if (form.IsOf(batch)) return form;
        }
        var made = new RecordForm(batch.Device, batch.Channels);
        _forms[_next] = made;
        _next = (_next + 1) % _forms.Length;
        return made;
    }
}
