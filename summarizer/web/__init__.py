"""The workbench: a local web application over a store, for people who work with many reports and those who label.

Pages are made at the server from templates that the self-contained page of a report shares (`summarizer.show.page`);
scripts are small and plain, and nothing comes from anywhere else. Each part is a router in a module of its own, which
`app` puts together; `connection` is the way to the store, `safety` what stands before every request, `pages` makes a
page of a template.
"""
